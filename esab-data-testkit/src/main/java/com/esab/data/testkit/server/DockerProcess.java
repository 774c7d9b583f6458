package com.esab.data.testkit.server;

import com.esab.data.testkit.server.spi.ServerKind;
import com.esab.data.testkit.server.spi.ServerProcess;
import com.esab.data.testkit.server.spi.ServerSettings;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/** A server in a container whose port on the host is fixed, so that it is found there again after a restart. */
final class DockerProcess implements ServerProcess {

    private static final String ANYWHERE = "0.0.0.0";

    private static final int LONGEST_REASON = 200;

    private final String image;
    private final ServerKind kind;
    private final GenericContainer<?> container;
    private final String password;
    private boolean created;

    DockerProcess(ServerKind kind, ServerSettings settings, String host) {
        this.kind = kind;
        this.password = settings.password();
        this.image = switch (kind) {
            case NEO4J -> "neo4j:5.26-community";
            case REDIS -> "redis:7.4";
            case POSTGRES -> "postgres:16";
        };
        int inner =
                switch (kind) {
                    case NEO4J -> 7687;
                    case REDIS -> 6379;
                    case POSTGRES -> 5432;
                };
        boolean local = host.equals("localhost") || host.equals("127.0.0.1");
        Binding outer = Binding.bindIpAndPort(local ? "127.0.0.1" : ANYWHERE, settings.port());
        container = new GenericContainer<>(DockerImageName.parse(image))
                .withCreateContainerCmdModifier(command -> {
                    // not told to Testcontainers, which would wait for the port of a container that ended at once
                    command.withExposedPorts(ExposedPort.tcp(inner));
                    if (command.getHostConfig() != null) {
                        command.getHostConfig().withPortBindings(new PortBinding(outer, ExposedPort.tcp(inner)));
                    }
                })
                .withStartupCheckStrategy(new Started())
                .waitingFor(new Unhurried());
        switch (kind) {
            case NEO4J -> container.withEnv(neo4j(settings, host));
            case REDIS -> container.withCommand(redis(settings));
            case POSTGRES ->
                container.withEnv("POSTGRES_PASSWORD", settings.password()).withCommand(postgres(settings));
        }
    }

    /** The address at which ports of containers are reached. */
    static String host() {
        return DockerClientFactory.instance().dockerHostIpAddress();
    }

    private static Map<String, String> neo4j(ServerSettings settings, String host) {
        Map<String, String> configuration = new LinkedHashMap<>();
        configuration.put("server.bolt.advertised_address", host + ":" + settings.port());
        configuration.put("dbms.usage_report.enabled", "false");
        configuration.put("server.memory.heap.max_size", "512m");
        configuration.put("server.memory.pagecache.size", "64m");
        configuration.put("db.tx_log.preallocate", "false");
        configuration.putAll(settings.configuration());
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("NEO4J_AUTH", "neo4j/" + settings.password());
        configuration.forEach(
                (key, value) -> variables.put("NEO4J_" + key.replace("_", "__").replace('.', '_'), value));
        return variables;
    }

    private static String[] redis(ServerSettings settings) {
        Map<String, String> configuration = new LinkedHashMap<>();
        configuration.put("save", "");
        configuration.put("requirepass", settings.password());
        configuration.putAll(settings.configuration());
        List<String> command = new ArrayList<>(List.of("redis-server"));
        configuration.forEach((key, value) -> {
            command.add("--" + key);
            command.add(value);
        });
        return command.toArray(String[]::new);
    }

    private static String[] postgres(ServerSettings settings) {
        Map<String, String> configuration = new LinkedHashMap<>();
        configuration.put("shared_preload_libraries", "pg_stat_statements");
        configuration.put("fsync", "off");
        configuration.putAll(settings.configuration());
        List<String> command = new ArrayList<>(List.of("postgres"));
        configuration.forEach((key, value) -> {
            command.add("-c");
            command.add(key + "=" + value);
        });
        return command.toArray(String[]::new);
    }

    @Override
    public String product() {
        return kind.label() + " (" + image + ")";
    }

    @Override
    public void start() throws IOException {
        run(() -> {
            if (created) {
                client().startContainerCmd(container.getContainerId()).exec();
            } else {
                container.start();
                created = true;
            }
        });
    }

    @Override
    public boolean isRunning() {
        return container.isRunning();
    }

    @Override
    public void kill() throws IOException {
        run(() -> client().killContainerCmd(container.getContainerId()).exec());
    }

    @Override
    public void freeze() throws IOException {
        run(() -> client().pauseContainerCmd(container.getContainerId()).exec());
    }

    @Override
    public void thaw() throws IOException {
        run(() -> client().unpauseContainerCmd(container.getContainerId()).exec());
    }

    @Override
    public String log() {
        try {
            String log = container.getLogs();
            return log.substring(Math.max(0, log.length() - 2_000));
        } catch (RuntimeException e) {
            return "no log of the container";
        }
    }

    @Override
    public void delete() throws IOException {
        run(container::stop);
    }

    private static DockerClient client() {
        return DockerClientFactory.lazyClient();
    }

    private void run(Runnable step) throws IOException {
        try {
            step.run();
        } catch (RuntimeException e) {
            // the text of Testcontainers repeats the command line, and that holds a password: no cause, only who failed
            // and how
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            String text = String.valueOf(cause.getMessage())
                    .replace(password, "***")
                    .lines()
                    .findFirst()
                    .orElse("");
            throw new IOException(cause.getClass().getSimpleName() + ": "
                    + text.substring(0, Math.min(LONGEST_REASON, text.length())));
        }
    }

    /** Leaves a container that ends at once to our own probe, which then shows its log. */
    private static final class Started extends StartupCheckStrategy {
        @Override
        public StartupStatus checkStartupState(DockerClient client, String containerId) {
            return StartupStatus.SUCCESSFUL;
        }
    }

    /** Leaves the waiting to our own probe, which also knows when a database serves. */
    private static final class Unhurried extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {}
    }
}
