package com.esab.data.serverbinaries;

import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisCluster;
import com.esab.data.testkit.server.RedisSentinels;
import com.esab.data.testkit.server.RedisServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(180)
class NothingStaysBehindIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** PostgreSQL, Redis, a cluster and a set under sentinels; each is a process with two more that watch over it. */
    private static final int SERVERS = 1 + 1 + 6 + 6;

    enum End {
        RETURNS,
        IS_KILLED,
        IS_KILLED_WHILE_FROZEN
    }

    @TempDir
    Path temporary;

    @ParameterizedTest
    @EnumSource
    void ofServersWhoseJvm(End end) throws IOException, InterruptedException {
        // PostgreSQL may run as another user, as in the shared folder for temporary files
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-Desab.test.servers=binaries",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starter.class.getName(),
                        end.name())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8));
        String line;
        do {
            line = output.readLine();
        } while (line != null && !line.equals(Starter.READY));
        List<ProcessHandle> servers = jvm.descendants().toList();
        assertThat(servers).as("processes of the servers").hasSizeGreaterThan(3 * SERVERS);

        if (end == End.RETURNS) {
            jvm.getOutputStream().close();
        } else {
            jvm.destroyForcibly();
        }
        jvm.waitFor();

        Instant deadline = Instant.now().plus(PATIENCE);
        while ((servers.stream().anyMatch(ProcessHandle::isAlive) || !left().isEmpty())
                && Instant.now().isBefore(deadline)) {
            Thread.sleep(50);
        }
        assertThat(servers.stream().filter(ProcessHandle::isAlive).map(ProcessHandle::info))
                .as("processes")
                .isEmpty();
        assertThat(left()).as("folders").isEmpty();
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> {
                        String name = file.getFileName().toString();
                        return !name.startsWith("esab-data-server-binaries-") && !name.startsWith("hsperfdata");
                    })
                    .toList();
        }
    }

    /** Starts servers and never closes them. */
    static final class Starter {

        static final String READY = "ready";

        private Starter() {}

        public static void main(String[] arguments) throws IOException {
            PostgresServer postgres = RealServers.dedicatedPostgres();
            RedisServer redis = RealServers.dedicatedRedis();
            RedisCluster cluster = RealServers.dedicatedRedisCluster();
            RedisSentinels sentinels = RealServers.dedicatedRedisSentinels();
            if (End.valueOf(arguments[0]) == End.IS_KILLED_WHILE_FROZEN) {
                // once is enough for the server that takes seconds to start
                RealServers.dedicatedNeo4j().freeze();
                postgres.freeze();
                redis.freeze();
                cluster.nodes().forEach(RedisServer::freeze);
                sentinels.nodes().forEach(RedisServer::freeze);
            }
            System.out.println(READY);
            System.out.flush();
            while (System.in.read() >= 0) {
                // until the test closes the pipe
            }
        }
    }
}
