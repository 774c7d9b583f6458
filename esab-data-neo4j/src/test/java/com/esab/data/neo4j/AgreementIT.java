package com.esab.data.neo4j;

import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.catalog.SearchWords;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules were written twice, in Java over a catalogue in memory and in Cypher; here both answer the same questions. What both got
 * wrong in the same way is left to the contract.
 *
 * <p>The system property {@code esab.test.agreement.walks} says how many random walks through the sample catalogue are asked about
 * (135 unless set, with 91 checks and direct candidates each; 225 make more than twenty thousand), {@code esab.test.agreement.catalogues} on how many random catalogues
 * (300 unless set). A walk and a catalogue depend on their number alone, which a failure names.
 */
@ExtendWith(RealServers.class)
class AgreementIT {

    private static final int WALKS = Integer.getInteger("esab.test.agreement.walks", 135);
    private static final int STEPS = 12;
    private static final int CATALOGUES = Integer.getInteger("esab.test.agreement.catalogues", 300);
    private static final int MISTYPED = 800;
    private static final int THREADS = 3;
    private static final int PAGE = CandidateQuery.MAX_LIMIT;

    private static TestCatalog test;
    private final AtomicInteger checks = new AtomicInteger();
    private final AtomicInteger direct = new AtomicInteger();
    private final AtomicInteger completable = new AtomicInteger();
    private final AtomicInteger others = new AtomicInteger();
    private final AtomicInteger nonEmpty = new AtomicInteger();

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
    void both_agree_on_the_whole_sample_catalogue() throws Exception {
        CatalogData data = SampleCatalog.data();
        CatalogStore memory = load(data);
        inThreads(data.products().size(), i -> {
            Product product = data.products().get(i);
            for (ComponentType type : ComponentType.values()) {
                agree(
                        memory,
                        others,
                        product + " and " + type,
                        finder -> gins(finder.compatibleWith(product.gin(), type)));
            }
        });
        report("pairs of the sample catalogue");
    }

    @Test
    void both_agree_on_choices_in_the_sample_catalogue_taken_in_any_order() throws Exception {
        CatalogData data = SampleCatalog.data();
        CatalogStore memory = load(data);
        inThreads(WALKS, i -> {
            Random random = new Random(20250115 + i);
            for (Selection selection : RandomSelections.walk(data, random, STEPS)) {
                agreeOnCheck(memory, "walk " + i, selection);
                for (ComponentType type : ComponentType.values()) {
                    agreeOnCandidates(memory, "walk " + i, type, selection, Mode.DIRECT);
                }
                if (random.nextInt(10) == 0) {
                    agreeOnCandidates(memory, "walk " + i, any(random), selection, Mode.COMPLETABLE);
                }
            }
        });
        assertThat(checks.get() + direct.get()).isEqualTo(WALKS * (STEPS + 1) * (1 + ComponentType.values().length));
        report(WALKS + " walks through the sample catalogue");
    }

    @Test
    void both_agree_on_small_random_catalogues() throws Exception {
        for (int i = 0; i < CATALOGUES; i++) {
            test.clear();
            Random random = new Random(2025 + i);
            CatalogData data = RandomCatalogs.catalog(random);
            CatalogStore memory = load(data);
            String where = "catalogue " + i;
            List<Selection> walk = RandomSelections.walk(data, random, 7);
            List<ComponentType> types =
                    walk.stream().map(selection -> any(random)).toList();
            inThreads(walk.size(), j -> {
                agreeOnCheck(memory, where, walk.get(j));
                agreeOnCandidates(memory, where, types.get(j), walk.get(j), Mode.DIRECT);
                agreeOnCandidates(memory, where, types.get(j), walk.get(j), Mode.COMPLETABLE);
            });
        }
        report(CATALOGUES + " random catalogues");
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
            count(others, found.isEmpty());
        }
        report("random texts");
    }

    @Test
    void both_guess_the_same_words_behind_typing_errors() throws Exception {
        CatalogData data = SampleCatalog.data();
        CatalogStore memory = load(data);
        List<String> words = words(data);
        AtomicInteger guessed = new AtomicInteger();
        inThreads(MISTYPED, i -> {
            Random random = new Random(4711 + i);
            String word = words.get(i % words.size());
            StringBuilder text = new StringBuilder(mistyped(word, 1 + random.nextInt(2), random));
            if (random.nextInt(4) == 3) {
                text.append(' ').append(mistyped(any(words, random), random.nextInt(3), random));
            }
            List<Gin> found = gins(test.store.catalog().search(text.toString(), ProductCatalog.MAX_SEARCH_LIMIT));
            assertThat(found)
                    .as("%d: %s", i, text)
                    .isEqualTo(gins(memory.catalog().search(text.toString(), ProductCatalog.MAX_SEARCH_LIMIT)));
            count(others, found.isEmpty());
            boolean unknown = SearchWords.of(text.toString()).stream().noneMatch(words::contains);
            guessed.addAndGet(unknown && !found.isEmpty() ? 1 : 0);
        });
        report(MISTYPED + " texts with typing errors, " + guessed.get() + " of them found by guessing alone");
        assertThat(guessed.get()).isGreaterThan(MISTYPED / 5);
    }

    private static List<String> words(CatalogData data) {
        Set<String> words = new TreeSet<>();
        for (Product product : data.products()) {
            if (!product.placeholder()) {
                words.addAll(SearchWords.of(product.name()));
                words.addAll(SearchWords.ofProperties(product));
            }
        }
        return List.copyOf(words);
    }

    /** A word after so many slips of the hand. */
    private static String mistyped(String word, int slips, Random random) {
        String typed = word;
        for (int i = 0; i < slips; i++) {
            int at = random.nextInt(typed.length());
            String before = typed.substring(0, at);
            String after = typed.substring(at + 1);
            char character = typed.charAt(at);
            String other = Character.toString("aeorst059ü".charAt(random.nextInt(10)));
            typed = switch (random.nextInt(5)) {
                case 0 -> typed.length() == 1 ? typed : before + after;
                case 1 -> before + character + character + after;
                case 2 -> after.isEmpty() ? typed : before + after.charAt(0) + character + after.substring(1);
                case 3 -> before + other + after;
                default -> before + other + character + after;
            };
        }
        return typed;
    }

    private static String any(List<String> words, Random random) {
        return words.get(random.nextInt(words.size()));
    }

    private CatalogStore load(CatalogData data) {
        CatalogStore memory = new InMemoryStores(Clock.systemUTC()).catalog();
        memory.catalog().load(data);
        test.store.catalog().load(data);
        return memory;
    }

    private static ComponentType any(Random random) {
        return ComponentType.values()[random.nextInt(ComponentType.values().length)];
    }

    private void agreeOnCheck(CatalogStore memory, String where, Selection selection) {
        agree(memory, checks, where + ": check " + selection, finder -> finder.check(selection));
    }

    private void agreeOnCandidates(
            CatalogStore memory, String where, ComponentType type, Selection selection, Mode mode) {
        CandidateQuery query = CandidateQuery.of(type, selection).mode(mode).limit(PAGE);
        agree(memory, mode == Mode.DIRECT ? direct : completable, where + ": " + query, finder -> {
            Page<Product> page = finder.candidates(query);
            return List.of(gins(page.items()), page.total(), page.noneAllowed());
        });
    }

    private void agree(
            CatalogStore memory, AtomicInteger kind, String question, Function<CompatibilityFinder, Object> ask) {
        Object answer;
        try {
            answer = ask.apply(test.store.compatibility());
        } catch (RuntimeException e) {
            throw new AssertionError(question, e);
        }
        assertThat(answer).as(question).isEqualTo(ask.apply(memory.compatibility()));
        count(kind, answer.equals(List.of()) || answer.equals(List.of(List.of(), 0L, false)));
    }

    /** Runs a task for each number from 0 on; the first failure ends it. */
    private static void inThreads(int count, IntConsumer task) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            CompletionService<Void> tasks = new ExecutorCompletionService<>(pool);
            for (int i = 0; i < count; i++) {
                int number = i;
                tasks.submit(() -> task.accept(number), null);
            }
            for (int i = 0; i < count; i++) {
                tasks.take().get();
            }
        } catch (ExecutionException e) {
            // the failure itself, which names the question
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw e;
        } finally {
            pool.shutdownNow();
        }
    }

    private void count(AtomicInteger kind, boolean empty) {
        kind.incrementAndGet();
        nonEmpty.addAndGet(empty ? 0 : 1);
    }

    private void report(String what) {
        int questions = checks.get() + direct.get() + completable.get() + others.get();
        System.out.println("both agree on %d questions (%d checks, %d direct, %d completable), %d with an answer: %s"
                .formatted(questions, checks.get(), direct.get(), completable.get(), nonEmpty.get(), what));
        assertThat(nonEmpty.get()).isGreaterThan(questions / 20);
    }

    private static List<Gin> gins(List<Product> products) {
        return products.stream().map(Product::gin).toList();
    }
}
