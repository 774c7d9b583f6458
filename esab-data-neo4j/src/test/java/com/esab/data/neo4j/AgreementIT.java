package com.esab.data.neo4j;

import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.CandidateQuery.Mode;
import com.esab.data.compatibility.CompatibilityFinder;
import com.esab.data.compatibility.Page;
import com.esab.data.compatibility.Selection;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.store.CatalogStore;
import com.esab.data.testkit.catalog.RandomCatalogs;
import com.esab.data.testkit.catalog.RandomSelections;
import com.esab.data.testkit.catalog.SampleCatalog;
import com.esab.data.testkit.server.Neo4jServer;
import com.esab.data.testkit.server.RealServers;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules were written twice, in Java over a catalogue in memory and in Cypher; here both answer the same questions. What both got
 * wrong in the same way is left to the contract.
 */
@ExtendWith(RealServers.class)
class AgreementIT {

    private static final int PAGE = CandidateQuery.MAX_LIMIT;

    private static TestCatalog test;
    private int questions;
    private int nonEmpty;

    @BeforeAll
    static void connect(Neo4jServer server) {
        test = TestCatalog.on(server);
    }

    @AfterAll
    static void close() {
        test.close();
    }

    @BeforeEach
    void clear() {
        test.clear();
    }

    @Test
    void both_agree_on_the_whole_sample_catalogue() {
        CatalogData data = SampleCatalog.data();
        CatalogStore memory = load(data);
        for (Product product : data.products()) {
            for (ComponentType type : ComponentType.values()) {
                Gin gin = product.gin();
                agree(memory, product + " and " + type, finder -> gins(finder.compatibleWith(gin, type)));
            }
        }
        report("pairs of the sample catalogue");
        Random random = new Random(20250115);
        for (int i = 0; i < 120; i++) {
            for (Selection selection : RandomSelections.walk(data, random, 12)) {
                agree(memory, "check " + selection, finder -> finder.check(selection));
                ComponentType type = ComponentType.values()[random.nextInt(ComponentType.values().length)];
                agreeOnCandidates(memory, type, selection, Mode.DIRECT);
                if (random.nextInt(12) == 0) {
                    agreeOnCandidates(memory, type, selection, Mode.COMPLETABLE);
                }
            }
        }
        report("walks through the sample catalogue");
    }

    @Test
    void both_agree_on_small_random_catalogues() {
        Random random = new Random(2025);
        for (int i = 0; i < 200; i++) {
            test.clear();
            CatalogData data = RandomCatalogs.catalog(random);
            CatalogStore memory = load(data);
            for (Selection selection : RandomSelections.walk(data, random, 7)) {
                agree(memory, i + ": check " + selection, finder -> finder.check(selection));
                ComponentType[] types = ComponentType.values();
                agreeOnCandidates(memory, types[random.nextInt(types.length)], selection, Mode.DIRECT);
                agreeOnCandidates(memory, types[random.nextInt(types.length)], selection, Mode.COMPLETABLE);
            }
        }
        report("200 random catalogues");
    }

    @Test
    void both_find_the_same_for_any_text() {
        CatalogData data = SampleCatalog.data();
        CatalogStore memory = load(data);
        Random random = new Random(42);
        List<String> pieces = new ArrayList<>(List.of(
                "AND",
                "OR",
                "NOT",
                "&&",
                "||",
                "+",
                "-",
                "!",
                "(",
                ")",
                "{",
                "}",
                "[",
                "]",
                "^2",
                "\"",
                "'",
                "~",
                "*",
                "?",
                ":",
                "\\",
                "/",
                "TO",
                "name:",
                "漢字",
                "ß",
                "é",
                "\u0301",
                "😀",
                "\t",
                "\n",
                "%",
                "_",
                "$q",
                "`",
                "null",
                "}) DETACH DELETE (n",
                "İ",
                "ﬁ",
                "\u00a0",
                "\u2028",
                "٣",
                "1e5",
                "10.0"));
        data.products().forEach(product -> pieces.addAll(List.of(product.name().split(" "))));
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder();
            int length = 1 + random.nextInt(6);
            for (int j = 0; j < length; j++) {
                text.append(pieces.get(random.nextInt(j % 2 == 0 ? pieces.size() : 43)));
                text.append(random.nextInt(3) == 0 ? "" : " ");
            }
            String query = text.toString();
            List<Gin> found = gins(test.store.catalog().search(query, 1000));
            assertThat(found).as(query).isEqualTo(gins(memory.catalog().search(query, 1000)));
            count(found.isEmpty());
        }
        report("random texts");
    }

    private CatalogStore load(CatalogData data) {
        CatalogStore memory = new InMemoryStores(Clock.systemUTC()).catalog();
        memory.catalog().load(data);
        test.store.catalog().load(data);
        return memory;
    }

    private void agreeOnCandidates(CatalogStore memory, ComponentType type, Selection selection, Mode mode) {
        CandidateQuery query = CandidateQuery.of(type, selection).mode(mode).limit(PAGE);
        agree(memory, query.toString(), finder -> {
            Page<Product> page = finder.candidates(query);
            return List.of(gins(page.items()), page.total(), page.noneAllowed());
        });
    }

    private void agree(CatalogStore memory, String question, Function<CompatibilityFinder, Object> ask) {
        Object answer = ask.apply(test.store.compatibility());
        assertThat(answer).as(question).isEqualTo(ask.apply(memory.compatibility()));
        count(answer.equals(List.of()) || answer.equals(List.of(List.of(), 0L, false)));
    }

    private void count(boolean empty) {
        questions++;
        nonEmpty += empty ? 0 : 1;
    }

    private void report(String what) {
        System.out.println("both agree on " + questions + " questions, " + nonEmpty + " with an answer: " + what);
        assertThat(nonEmpty).isGreaterThan(questions / 20);
        questions = 0;
        nonEmpty = 0;
    }

    private static List<Gin> gins(List<Product> products) {
        return products.stream().map(Product::gin).toList();
    }
}
