package com.esab.data.benchmarks.engine;

import com.esab.data.catalog.Gin;
import com.esab.data.compatibility.CandidateQuery.Mode;
import com.esab.data.compatibility.CompatibilityFinder;
import com.esab.data.neo4j.Neo4jCatalog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;
import org.neo4j.driver.exceptions.ServiceUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CatalogServerIT {

    private static final SyntheticCatalog CATALOG = new SyntheticCatalog(250, 1);

    private static CatalogServer server;
    private static Driver driver;

    @BeforeAll
    static void start() throws IOException {
        server = CatalogServer.start(CATALOG, "512m", "64m");
        driver = server.access().open();
    }

    @AfterAll
    static void nothing_answers_after_closing() {
        server.close();
        assertThatThrownBy(driver::verifyConnectivity).isInstanceOf(ServiceUnavailableException.class);
        driver.close();
    }

    @Test
    void the_imported_catalogue_reads_as_the_computed_one() {
        List<Object> computed = new ArrayList<>();
        CATALOG.read(computed::add, computed::add);
        List<Object> imported = new ArrayList<>();
        try (Neo4jCatalog catalog = Neo4jCatalog.using(driver)) {
            assertThat(catalog.catalog().read(imported::add, imported::add).complete())
                    .isTrue();
        }
        assertThat(imported).isEqualTo(computed);
    }

    @Test
    void cypher_and_the_engine_give_the_same_candidates_in_the_same_order() {
        CompatibilityFinder engine = Engines.compiled(CATALOG);
        try (Session session = driver.session()) {
            for (Question question : Question.round(CATALOG).subList(0, Question.SHAPES)) {
                for (Mode mode : Mode.values()) {
                    List<String> offered = engine.candidates(question.query(mode)).items().stream()
                            .map(product -> product.gin())
                            .map(Gin::value)
                            .toList();
                    assertThat(CypherText.answer(session, CypherText.query(question, mode)))
                            .as("%s %s", mode, question)
                            .isEqualTo(offered);
                }
            }
        }
    }
}
