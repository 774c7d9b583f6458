package com.esab.data.testkit.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/** Finds out whether a Docker engine runs, without the wait and the error block Testcontainers has for the case of none. */
final class DockerEngine {

    private static final int PATIENCE_SECONDS = 30;
    private static final CompletableFuture<String> OBSTACLE = new CompletableFuture<>();

    private DockerEngine() {}

    /** Why no container can be started, or an empty text. The engine is asked once per JVM. */
    static String obstacle() {
        if (!OBSTACLE.isDone()) {
            OBSTACLE.complete(ask(System.getenv()));
        }
        return OBSTACLE.join();
    }

    private static String ask(Map<String, String> environment) {
        if (!listens(environment)) {
            return "no Docker engine";
        }
        // inside a container without a registry at hand Testcontainers waits for minutes
        CompletableFuture<Boolean> available = new CompletableFuture<>();
        Thread question = new Thread(
                () -> {
                    try {
                        available.complete(DockerClientFactory.instance().isDockerAvailable());
                    } catch (RuntimeException | LinkageError e) {
                        available.completeExceptionally(e);
                    }
                },
                "esab-data-docker");
        question.setDaemon(true);
        question.start();
        try {
            return available.get(PATIENCE_SECONDS, TimeUnit.SECONDS) ? "" : "Testcontainers finds no Docker engine";
        } catch (TimeoutException e) {
            return "Testcontainers did not reach the Docker engine within " + PATIENCE_SECONDS
                    + " s; inside a container set TESTCONTAINERS_HOST_OVERRIDE";
        } catch (ExecutionException e) {
            return "Testcontainers failed: " + e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted while asking for a Docker engine";
        }
    }

    private static boolean listens(Map<String, String> environment) {
        String host = environment.get("DOCKER_HOST");
        if (host != null && !host.isBlank()) {
            URI uri = URI.create(host);
            if ("unix".equals(uri.getScheme())) {
                return accepts(Path.of(uri.getPath()));
            }
            int port = uri.getPort() < 0 ? 2375 : uri.getPort();
            return uri.getHost() != null && accepts(new InetSocketAddress(uri.getHost(), port));
        }
        String home = System.getProperty("user.home");
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "/run/user/none");
        return Stream.of(
                        Path.of("/var/run/docker.sock"),
                        Path.of(runtime, "docker.sock"),
                        Path.of(home, ".docker", "run", "docker.sock"),
                        Path.of(home, ".docker", "desktop", "docker.sock"))
                .anyMatch(DockerEngine::accepts);
    }

    private static boolean accepts(Path socket) {
        if (!Files.exists(socket)) {
            return false;
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean accepts(SocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, Probe.TIMEOUT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
