package com.esab.data.benchmarks.catalog;

import com.esab.data.EsabData;
import com.esab.data.benchmarks.harness.Addresses;
import com.esab.data.benchmarks.harness.Path;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.Compatibility;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;

/** Loads one catalogue into an empty server, again and again. */
interface Loader extends AutoCloseable {

    String RAW = "raw UNWIND";
    String SPRING = "Spring Data Neo4j";

    /** How long a load may take. */
    Duration LIMIT = Duration.ofMinutes(2);

    /** Makes ready what the next load consumes. */
    void prepare();

    void load();

    @Override
    void close();

    /**
     * Opens a contender.
     *
     * @param nodes what the library makes of the products, by label
     */
    static Loader of(
            String contender, String uri, CatalogData catalogue, Map<String, List<Map<String, Object>>> nodes) {
        return switch (contender) {
            case Path.LIBRARY -> new Library(StoredCatalogue.library(uri), catalogue);
            case RAW -> new Raw(Addresses.neo4jDriver(uri), nodes, catalogue);
            case SPRING -> new Spring(new SpringProducts(uri), catalogue);
            default -> throw new IllegalArgumentException(contender);
        };
    }

    /** The library: checks everything, keeps others off, and counts a revision. */
    record Library(EsabData data, CatalogData catalogue) implements Loader {

        @Override
        public void prepare() {}

        @Override
        public void load() {
            data.catalog().load(catalogue);
        }

        @Override
        public void close() {
            data.close();
        }
    }

    /**
     * Cypher by hand in batches of the library's size, the same nodes and edges from rows that are ready. Nothing is checked, nobody is
     * kept off, and nothing tells that half of it is missing.
     */
    record Raw(Driver driver, Map<String, List<Map<String, Object>>> nodes, List<Map<String, Object>> edges)
            implements Loader {

        private static final int BATCH = 500;

        private static final String NODES = """
                UNWIND $rows AS row
                CREATE (p:Product:%s)
                SET p = row
                """;

        private static final String EDGES = """
                UNWIND $rows AS row
                MATCH (a:Product {gin: row.from})
                MATCH (b:Product {gin: row.to})
                CREATE (a)-[r:COMPATIBLE_WITH]->(b)
                SET r = row.properties
                """;

        Raw(Driver driver, Map<String, List<Map<String, Object>>> nodes, CatalogData catalogue) {
            this(
                    driver,
                    nodes,
                    catalogue.compatibilities().stream().map(Raw::row).toList());
        }

        private static Map<String, Object> row(Compatibility edge) {
            Map<String, Object> properties = new HashMap<>();
            edge.priority().ifPresent(priority -> properties.put("priority", (long) priority));
            return Map.of("from", edge.from().value(), "to", edge.to().value(), "properties", properties);
        }

        @Override
        public void prepare() {}

        @Override
        public void load() {
            try (Session session = driver.session()) {
                nodes.forEach((label, rows) -> write(session, NODES.formatted(label), rows));
                write(session, EDGES, edges);
            }
        }

        private static void write(Session session, String cypher, List<Map<String, Object>> rows) {
            for (int i = 0; i < rows.size(); i += BATCH) {
                List<Map<String, Object>> batch = rows.subList(i, Math.min(rows.size(), i + BATCH));
                session.run(cypher, Map.of("rows", batch)).consume();
            }
        }

        @Override
        public void close() {
            driver.close();
        }
    }

    /** Entities, in one transaction; no words for the search, no revision. */
    final class Spring implements Loader {

        private final SpringProducts products;
        private final CatalogData catalogue;
        private List<SpringProduct> unsaved = new ArrayList<>();

        private Spring(SpringProducts products, CatalogData catalogue) {
            this.products = products;
            this.catalogue = catalogue;
        }

        @Override
        public void prepare() {
            // a saved entity keeps the ids of its relationships
            unsaved = SpringProduct.all(catalogue);
        }

        @Override
        public void load() {
            products.saveAll(unsaved, LIMIT);
        }

        @Override
        public void close() {
            products.close();
        }
    }
}
