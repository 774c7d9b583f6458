package com.esab.data.benchmarks.catalog;

import com.esab.data.EsabData;
import com.esab.data.ProgressListener;
import com.esab.data.benchmarks.engine.SyntheticCatalog;
import com.esab.data.benchmarks.harness.Addresses;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.Product;
import com.esab.data.neo4j.Neo4jCatalog;
import com.esab.data.schema.Schema;
import com.esab.data.testkit.catalog.SampleCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;

/** The benchmark server's catalogue: with the library's schema while it is open, and without any trace of it afterwards. */
public final class StoredCatalogue implements AutoCloseable {

    /** How many products the sample catalogue has. */
    static final int SAMPLE = SampleCatalog.data().products().size();

    private static final long SEED = 1;

    private final EsabData data;
    private final Driver driver;

    private StoredCatalogue(EsabData data, Driver driver) {
        this.data = data;
        this.driver = driver;
    }

    /** Migrates the server, whose catalogue must be empty. */
    public static StoredCatalogue open() {
        EsabData data = library(Addresses.neo4jUri());
        data.migrate();
        return new StoredCatalogue(data, Addresses.neo4jDriver(Addresses.neo4jUri()));
    }

    /** The library over the catalogue alone. */
    static EsabData library(String uri) {
        return EsabData.builder()
                .catalog(Neo4jCatalog.connect(uri, Addresses.neo4jUser(), Addresses.neo4jPassword()))
                .build();
    }

    /**
     * A catalogue of so many products.
     *
     * @param of keeps one of so many edges of a synthetic one, which has about forty a product; the sample keeps all
     */
    static CatalogData data(int products, int of) {
        if (products == SAMPLE) {
            return SampleCatalog.data();
        }
        List<Product> all = new ArrayList<>();
        List<Compatibility> edges = new ArrayList<>();
        int[] number = {0};
        new SyntheticCatalog(products, SEED).read(all::add, edge -> {
            if (number[0]++ % of == 0) {
                edges.add(edge);
            }
        });
        return CatalogData.of(all, edges);
    }

    static SyntheticCatalog synthetic(int products) {
        return new SyntheticCatalog(products, SEED);
    }

    /** Loads by the library. */
    public void load(CatalogData catalogue) {
        data.catalog().load(catalogue);
    }

    /** What the library reads. */
    CatalogData read() {
        return CatalogData.of(data.catalog());
    }

    /** The properties of all nodes of products, by the label of their type, as whoever loaded last wrote them. */
    Map<String, List<Map<String, Object>>> nodes() {
        try (Session session = driver.session()) {
            return session
                    .run(
                            "MATCH (p:Product) RETURN [l IN labels(p) WHERE l <> 'Product'][0] AS label, properties(p) AS row")
                    .stream()
                    .collect(Collectors.groupingBy(
                            record -> record.get("label").asString(),
                            Collectors.mapping(record -> record.get("row").asMap(), Collectors.toList())));
        }
    }

    /** Makes certain that the server holds this catalogue, as far as numbers and sums tell. */
    void requireHolds(CatalogData catalogue) {
        try (Session session = driver.session()) {
            Record nodes = session.run(
                            "MATCH (p:Product) RETURN count(DISTINCT p.gin) AS products, sum(size(p.name)) AS letters")
                    .single();
            Record edges = session.run("MATCH (:Product)-[r:COMPATIBLE_WITH]->(:Product)"
                            + " RETURN count(r) AS edges, sum(coalesce(r.priority, 0)) AS priorities")
                    .single();
            String held = nodes.asMap() + " " + edges.asMap();
            String wanted = "{products=%d, letters=%d} {edges=%d, priorities=%d}"
                    .formatted(
                            catalogue.products().size(),
                            catalogue.products().stream()
                                    .mapToLong(product -> product.name()
                                            .codePointCount(0, product.name().length()))
                                    .sum(),
                            catalogue.compatibilities().size(),
                            catalogue.compatibilities().stream()
                                    .mapToLong(edge -> edge.priority().orElse(0))
                                    .sum());
            if (!held.equals(wanted)) {
                throw new IllegalStateException("the server holds " + held + " instead of " + wanted);
            }
        }
    }

    /** Removes all products and what the library says of the catalogue, so much at a time as a small server bears. */
    public void empty() {
        try (Session session = driver.session()) {
            repeat(session, "MATCH (:Product)-[r:COMPATIBLE_WITH]->(:Product) WITH r LIMIT 10000 DELETE r");
            repeat(session, "MATCH (p:Product) WITH p LIMIT 5000 DETACH DELETE p");
            repeat(session, "MATCH (n:Catalog|EsabDataLease) DELETE n");
        }
    }

    private static void repeat(Session session, String cypher) {
        while (session.run(cypher).consume().counters().containsUpdates()) {
            // some are left
        }
    }

    /** Removes the catalogue and the schema. */
    @Override
    public void close() {
        empty();
        for (Schema schema : data.schemas()) {
            schema.rollback(Schema.NOTHING, ProgressListener.NONE);
        }
        data.close();
        driver.close();
    }
}
