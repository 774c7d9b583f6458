package com.esab.data.examples;

import com.esab.data.EsabData;
import com.esab.data.health.Health;
import com.esab.data.operations.micrometer.EsabDataMetrics;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What a running app shows of its databases: {@code /health} to a load balancer, {@code /metrics} to Prometheus. */
final class HealthEndpoint implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** @param port 0 for any that is free */
    HealthEndpoint(EsabData data, int port) throws IOException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new EsabDataMetrics(data).bindTo(registry);

        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/health", request -> answer(request, data.health()));
        server.createContext(
                "/metrics", request -> answer(request, 200, "text/plain; version=0.0.4", registry.scrape()));
        server.setExecutor(threads);
        server.start();
    }

    private static void answer(HttpExchange request, Health health) throws IOException {
        answer(request, health.httpStatus(), "application/json", health.toJson());
    }

    private static void answer(HttpExchange request, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (request) {
            request.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
            request.sendResponseHeaders(status, body.length);
            request.getResponseBody().write(body);
        }
    }

    URI address() {
        return URI.create("http://%s:%d/"
                .formatted(
                        server.getAddress().getAddress().getHostAddress(),
                        server.getAddress().getPort()));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
