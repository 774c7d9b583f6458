package com.esab.data.benchmarks.engine;

import com.esab.data.benchmarks.harness.Addresses;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.ComponentType;
import com.esab.data.neo4j.Neo4jCatalog;
import com.esab.data.serverbinaries.Neo4jLauncher;
import com.esab.data.testkit.server.spi.ServerProcess;
import com.esab.data.testkit.server.spi.ServerSettings;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;
import org.neo4j.driver.exceptions.Neo4jException;

/**
 * A Neo4j of its own that holds a {@link SyntheticCatalog} as the library would have written it, but for the words for its search.
 *
 * <p>Forty million edges would take hours over Bolt, so Neo4j's importer reads them from files that are removed at once.
 */
final class CatalogServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String NODES = "nodes.csv";
    private static final String EDGES = "edges.csv";

    private final ServerProcess process;
    private final Thread hook;
    private final Access access;

    /** Where a server is and how to sign in. */
    record Access(String uri, String password) {

        Driver open() {
            return Addresses.neo4jDriver(uri, "neo4j", password);
        }
    }

    private CatalogServer(ServerProcess process, Access access) {
        this.process = process;
        this.access = access;
        this.hook = new Thread(() -> delete(process), "benchmarks-server");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Writes the files, imports them, starts the server and creates the indexes.
     *
     * @param heap memory of the server's JVM, and the page cache besides, as {@code -Xmx} takes it
     */
    static CatalogServer start(SyntheticCatalog catalog, String heap, String pageCache) throws IOException {
        int port = freePort();
        String password = UUID.randomUUID().toString();
        ServerSettings settings = new ServerSettings(port, password, Map.of("server.memory.pagecache.size", pageCache));
        Path files = Files.createTempDirectory("esab-data-benchmarks-");
        ServerProcess process;
        try {
            writeNodes(catalog, files.resolve(NODES));
            writeEdges(catalog, files.resolve(EDGES));
            process = new Neo4jLauncher()
                    .prepareImported(
                            settings,
                            heap,
                            List.of(
                                    "--nodes=" + files.resolve(NODES),
                                    "--relationships=COMPATIBLE_WITH=" + files.resolve(EDGES)));
        } finally {
            Files.deleteIfExists(files.resolve(NODES));
            Files.deleteIfExists(files.resolve(EDGES));
            Files.deleteIfExists(files);
        }
        CatalogServer server = new CatalogServer(process, new Access("bolt://127.0.0.1:" + port, password));
        try {
            process.start();
            server.await();
            server.prepare();
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    Access access() {
        return access;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void writeNodes(SyntheticCatalog catalog, Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            write(out, "gin:ID,name,placeholder:boolean,:LABEL\n");
            for (int place = 0; place < catalog.size(); place++) {
                String placeholder = catalog.placeholder(place) ? "true" : "";
                write(
                        out,
                        SyntheticCatalog.ginText(place) + "," + catalog.name(place) + "," + placeholder + ",Product;"
                                + catalog.type(place).label() + "\n");
            }
        }
    }

    private static void writeEdges(SyntheticCatalog catalog, Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            write(out, ":START_ID,:END_ID,priority:int\n");
            for (int place = 0; place < catalog.size(); place++) {
                String from = SyntheticCatalog.ginText(place) + ",";
                for (int target : catalog.targets(place)) {
                    int priority = catalog.priority(place, target);
                    write(
                            out,
                            from + SyntheticCatalog.ginText(target) + (priority == 0 ? ",\n" : "," + priority + "\n"));
                }
            }
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void await() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (Driver driver = access.open()) {
            while (true) {
                try (Session session = driver.session()) {
                    session.run("RETURN 1").consume();
                    return;
                } catch (Neo4jException e) {
                    if (!process.isRunning() || System.nanoTime() > deadline) {
                        throw new IOException("Neo4j did not start: " + process.log(), e);
                    }
                }
                pause();
            }
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a server started", e);
        }
    }

    /** The constraints of the library's schema, and the node that says that the catalogue is complete. */
    private void prepare() {
        try (Driver driver = access.open()) {
            try (Session session = driver.session()) {
                session.run("CREATE CONSTRAINT product_gin FOR (p:Product) REQUIRE p.gin IS UNIQUE")
                        .consume();
                for (ComponentType type : ComponentType.values()) {
                    session.run("CREATE CONSTRAINT %s_gin FOR (p:%s) REQUIRE p.gin IS UNIQUE"
                                    .formatted(type.snakeCase(), type.label()))
                            .consume();
                }
                session.run("CREATE CONSTRAINT catalog_id FOR (c:Catalog) REQUIRE c.id IS UNIQUE")
                        .consume();
                session.run("CREATE INDEX product_name FOR (p:Product) ON (p.name)")
                        .consume();
                session.run("CREATE INDEX product_placeholder FOR (p:Product) ON (p.placeholder)")
                        .consume();
                session.run("CALL db.awaitIndexes(1800)").consume();
            }
            try (Neo4jCatalog catalog = Neo4jCatalog.using(driver)) {
                catalog.catalog().load(CatalogData.of(List.of(), List.of()));
            }
        }
    }

    /** What the server calls itself, such as {@code Neo4j 5.26.30}. */
    String product() {
        return process.product();
    }

    /** Ends the server and removes all it wrote. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
        delete(process);
    }

    private static void delete(ServerProcess process) {
        try {
            process.delete();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
