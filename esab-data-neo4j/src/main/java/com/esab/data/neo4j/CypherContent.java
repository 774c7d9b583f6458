package com.esab.data.neo4j;

import com.esab.data.ProgressListener;
import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.CatalogRecords;
import com.esab.data.catalog.CatalogState;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.error.EsabDataException;
import com.esab.data.schema.Schema;
import com.esab.data.store.ContentRecord;
import com.esab.data.store.StoreContent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Record;

/** The catalogue as content. */
final class CypherContent implements StoreContent {

    private static final String PRODUCT_COUNT = "products";
    private static final String COMPATIBILITY_COUNT = "compatibilities";
    private static final String WHAT = "replace the catalogue";

    /** Of a statement over everything, and of the commit, which writes everything to the indexes. */
    private static final Duration WHOLE = Duration.ofMinutes(10);

    /** Edges by their ends as a reader sees them: see {@link CypherCatalog#read}. */
    private static final String COUNT = """
            CALL () {
                MATCH (p:Product) RETURN count(p) AS products
            }
            CALL () {
                MATCH (a:Product)
                WITH a, %s AS rank
                CALL (a, rank) {
                    MATCH (a)-[r:COMPATIBLE_WITH]-(b:Product)
                    WITH a, rank, b, r, %s AS other
                    WHERE other < rank OR other = rank AND startNode(r) = a
                    RETURN count(DISTINCT b) AS joined
                }
                RETURN sum(joined) AS compatibilities
            }
            OPTIONAL MATCH (catalog:Catalog {id: 'catalog'})
            RETURN products, compatibilities, properties(catalog) AS catalog
            """.formatted(CypherCatalog.rank("a"), CypherCatalog.rank("b"));

    private static final String BEGIN =
            Lease.HELD + """
            MERGE (catalog:Catalog {id: 'catalog'})
            SET catalog.revision = coalesce(catalog.revision, 0)
            REMOVE %s
            RETURN 1 AS written
            """.formatted(types(type -> "catalog." + CypherCatalog.property(type), ", "));

    private static final String DELETE_EDGES = "MATCH (:Product)-[r:COMPATIBLE_WITH]->(:Product) DELETE r";

    // nodes with nothing left but their GIN wait for the product of this GIN, so that what others joined to them stays
    private static final String EMPTY_PRODUCTS = """
            MATCH (p:Product)
            SET p = {gin: p.gin}
            REMOVE p:%s
            """.formatted(types(ComponentType::label, ":"));

    private static final String DELETE_EMPTY_PRODUCTS = "MATCH (p:Product) WHERE p.name IS NULL DETACH DELETE p";

    private static final String PRODUCTS = """
            UNWIND $rows AS row
            MERGE (p:Product {gin: row.gin})
            WITH p, row
            WHERE p.name IS NULL
            SET p = row, p:%s
            RETURN count(p) AS written
            """;

    private static final String EDGES = """
            UNWIND $rows AS row
            MATCH (a:Product {gin: row.from})
            MATCH (b:Product {gin: row.to})
            WITH row, a, b, %s AS later, %s AS earlier
            WHERE earlier >= 0 AND (later > earlier OR a:Accessory AND b:Accessory)
                AND NOT EXISTS { (a)-[:COMPATIBLE_WITH]->(b) }
            CREATE (a)-[r:COMPATIBLE_WITH]->(b)
            SET r = row.properties
            RETURN count(r) AS written
            """.formatted(CypherCatalog.rank("a"), CypherCatalog.rank("b"));

    /** In any order: sorting them would take the server a good part of the memory that it needs for the commit. */
    private static final String ALL_EDGES = "MATCH (a:Product)-[r:COMPATIBLE_WITH]->(b:Product) " + CypherCatalog.EDGE;

    private static final String DEFAULTS = """
            MATCH (catalog:Catalog {id: 'catalog'})
            SET catalog += $defaults
            """;

    // the server may stand in for one that was lost: its revisions, which programs still know, must not come again
    private static final String END = """
            MATCH (lease:EsabDataLease {name: $lease})
            MATCH (catalog:Catalog {id: 'catalog'})
            SET catalog.complete = true, catalog.revision =
                CASE WHEN catalog.revision < timestamp() THEN timestamp() ELSE catalog.revision + 1 END
            REMOVE lease.owner, lease.until
            """;

    private final Bolt bolt;
    private final CypherCatalog catalog;
    private final CypherSchema schema;

    CypherContent(Bolt bolt, CypherCatalog catalog, CypherSchema schema) {
        this.bolt = bolt;
        this.catalog = catalog;
        this.schema = schema;
    }

    private static String types(Function<ComponentType, String> text, String between) {
        return Arrays.stream(ComponentType.values()).map(text).collect(Collectors.joining(between));
    }

    @Override
    public Map<String, Long> count() {
        Record counted = counted();
        return CatalogRecords.count(
                counted.get(PRODUCT_COUNT).asLong(),
                counted.get(COMPATIBILITY_COUNT).asLong(),
                CypherCatalog.state(counted).defaultApplicability());
    }

    private Record counted() {
        return bolt.read("count the catalogue", bolt.timeouts().bulk(), COUNT, Map.of())
                .get(0);
    }

    @Override
    public void export(Consumer<? super ContentRecord> out, ProgressListener progress) {
        Record counted = counted();
        Steps steps = new Steps(progress);
        steps.begin(PRODUCT_COUNT, counted.get(PRODUCT_COUNT).asLong());
        CatalogState state = catalog.read(
                product -> {
                    out.accept(CatalogRecords.of(product));
                    steps.one();
                },
                edge -> {
                    steps.begin(
                            COMPATIBILITY_COUNT,
                            counted.get(COMPATIBILITY_COUNT).asLong());
                    out.accept(CatalogRecords.of(edge));
                    steps.one();
                });
        if (!state.complete()) {
            throw new EsabDataException("the catalogue is incomplete at revision " + state.revision()
                    + ": a load did not finish and has to be repeated, or somebody is writing just now");
        }
        CatalogRecords.of(state.defaultApplicability()).ifPresent(out);
        steps.end();
    }

    /** Tells after each batch how far it is. */
    private static final class Steps {

        private final ProgressListener progress;
        private String step = "";
        private long done;
        private long total;

        Steps(ProgressListener progress) {
            this.progress = progress;
        }

        /** Ends the step before; nothing when this one has begun. */
        void begin(String next, long count) {
            if (!step.equals(next)) {
                end();
                step = next;
                done = 0;
                total = count;
                progress.progress(step, 0, total);
            }
        }

        void one() {
            done++;
            if (done % CypherCatalog.BATCH == 0 && done < total) {
                progress.progress(step, done, total);
            }
        }

        void end() {
            if (!step.isEmpty() && total > 0) {
                progress.progress(step, done, done);
            }
        }
    }

    @Override
    public Replacement replace() {
        Schema.of(schema).requireCurrent();
        Lease lease = Lease.ofCatalogue(bolt);
        Bolt.Transaction tx;
        try {
            tx = bolt.begin(WHAT, AccessMode.WRITE);
        } catch (EsabDataException e) {
            lease.abandon();
            throw e;
        }
        Rewriting rewriting = new Rewriting(lease, tx);
        try {
            rewriting.clear();
            return rewriting;
        } catch (RuntimeException e) {
            rewriting.close();
            throw e;
        }
    }

    /** A transaction that has locked the lease, so that it is held for as long as the transaction is. */
    private final class Rewriting implements Replacement {

        private final Lease lease;
        private final Bolt.Transaction tx;
        private final Map<ComponentType, Map<Gin, Map<String, Object>>> products = new EnumMap<>(ComponentType.class);
        private final Map<List<Gin>, Map<String, Object>> edges = new LinkedHashMap<>();
        private boolean defaultsPut;
        private boolean over;
        private boolean closed;

        Rewriting(Lease lease, Bolt.Transaction tx) {
            this.lease = lease;
            this.tx = tx;
        }

        void clear() {
            if (tx.run(bolt.timeouts().bulk(), BEGIN, lease.parameters()).isEmpty()) {
                throw new EsabDataException("another program wrote to the catalogue meanwhile; nothing was replaced");
            }
            tx.run(WHOLE, DELETE_EDGES, Map.of());
            tx.run(WHOLE, EMPTY_PRODUCTS, Map.of());
        }

        @Override
        public void put(ContentRecord record) {
            step(() -> {
                switch (record.kind()) {
                    case CatalogRecords.PRODUCT -> put(record, CatalogRecords.product(record));
                    case CatalogRecords.COMPATIBILITY -> put(record, CatalogRecords.compatibility(record));
                    case CatalogRecords.CATALOG -> put(record, CatalogRecords.defaultApplicability(record));
                    default -> throw record.unknownKind();
                }
            });
        }

        private void put(ContentRecord record, Product product) {
            Map<Gin, Map<String, Object>> batch =
                    products.computeIfAbsent(product.type(), type -> new LinkedHashMap<>());
            if (batch.put(product.gin(), ProductNodes.toProperties(product)) != null) {
                throw record.repeated();
            }
            if (batch.size() == CypherCatalog.BATCH) {
                writeProducts(product.type(), batch);
            }
        }

        private void put(ContentRecord record, Compatibility edge) {
            if (edges.put(List.of(edge.from(), edge.to()), CypherCatalog.row(edge)) != null) {
                throw record.repeated();
            }
            if (edges.size() == CypherCatalog.BATCH) {
                write();
            }
        }

        private void put(ContentRecord record, Map<ComponentType, Applicability> defaults) {
            if (defaultsPut) {
                throw record.repeated();
            }
            defaultsPut = true;
            tx.run(bolt.timeouts().bulk(), DEFAULTS, Map.of("defaults", CypherCatalog.properties(defaults)));
        }

        private void write() {
            products.forEach(this::writeProducts);
            write(
                    EDGES,
                    edges.values(),
                    "edges: one joins a product that is not there, joins types that no edge joins,"
                            + " or is there twice");
            edges.clear();
        }

        private void writeProducts(ComponentType type, Map<Gin, Map<String, Object>> batch) {
            write(PRODUCTS.formatted(type.label()), batch.values(), "products: one is there twice");
            batch.clear();
        }

        private void write(String cypher, Collection<Map<String, Object>> rows, String problem) {
            if (rows.isEmpty()) {
                return;
            }
            Record written = tx.run(bolt.timeouts().bulk(), cypher, Map.of("rows", List.copyOf(rows)))
                    .get(0);
            if (written.get("written").asInt() != rows.size()) {
                throw new CorruptRecordException(
                        "the records make no catalogue, among %d %s".formatted(rows.size(), problem));
            }
        }

        private void complete() {
            write();
            tx.run(WHOLE, DELETE_EMPTY_PRODUCTS, Map.of());
        }

        @Override
        public void export(Consumer<? super ContentRecord> out) {
            step(() -> {
                complete();
                tx.forEach(
                        "MATCH (p:Product) RETURN p",
                        record -> out.accept(CatalogRecords.of(
                                ProductNodes.toProduct(record.get("p").asNode()))));
                tx.forEach(ALL_EDGES, record -> out.accept(CatalogRecords.of(CypherCatalog.edge(record))));
                tx.forEach(CypherCatalog.STATE, record -> CatalogRecords.of(
                                CypherCatalog.state(record).defaultApplicability())
                        .ifPresent(out));
            });
        }

        @Override
        public void commit() {
            step(() -> {
                complete();
                tx.run(bolt.timeouts().bulk(), END, lease.parameters());
                tx.commit(WHOLE);
            });
            over = true;
            closed = true;
            tx.close();
        }

        @Override
        public void close() {
            if (!closed) {
                over = true;
                closed = true;
                tx.rollBack(bolt.timeouts().query());
                tx.close();
                lease.abandon();
            }
        }

        private void step(Runnable step) {
            if (over) {
                throw new IllegalStateException("this replacement failed or ended before");
            }
            over = true;
            step.run();
            over = false;
        }
    }
}
