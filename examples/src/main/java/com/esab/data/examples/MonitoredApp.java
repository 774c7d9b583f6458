package com.esab.data.examples;

import com.esab.data.EsabData;
import com.esab.data.testkit.catalog.SampleCatalog;
import com.esab.data.testkit.server.RealServers;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;

/** An app on real servers, seen by those who watch it: well, measured, and without its Redis. */
public final class MonitoredApp {

    /** The driver says when it opens and closes, which is not what a reader of the output wants to know. */
    private static final Logger DRIVER = Logger.getLogger("org.neo4j.driver");

    private MonitoredApp() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        DRIVER.setLevel(Level.WARNING);
        Display display = new Display(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        display.title("Starting Neo4j, Redis and PostgreSQL");
        try (RealServers.Started servers = RealServers.startAll();
                EsabData data = Quickstart.connect(servers)) {
            data.migrate();
            data.catalog().load(SampleCatalog.data());
            new GuidedDialogue(data, display).configure(Quickstart.USER, SampleCatalog.ARISTO_500IX);
            try (HealthEndpoint endpoint = new HealthEndpoint(data, 0)) {
                show(endpoint, "health", display);
                show(endpoint, "metrics", display);
                servers.redis().stop();
                show(endpoint, "health", display);
            }
        }
    }

    private static void show(HealthEndpoint endpoint, String page, Display display)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(endpoint.address().resolve(page)).build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        display.title("/" + page + ": " + answer.statusCode());
        display.line(answer.body());
    }
}
