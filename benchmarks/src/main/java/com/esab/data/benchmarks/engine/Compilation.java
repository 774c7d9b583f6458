package com.esab.data.benchmarks.engine;

import com.esab.data.catalog.Product;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.CandidateQuery.Mode;
import com.esab.data.compatibility.CompatibilityFinder;
import com.esab.data.compatibility.Page;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * What compiling a catalogue takes, what the result keeps, and what it answers; measured in a JVM of its own, whose heap holds nothing
 * else.
 *
 * @param streamSeconds for reading the catalogue and doing nothing with it
 * @param compileSeconds for compiling it, the reading included
 * @param productBytes the heap that the products alone take
 * @param engineBytes the heap that the compiled catalogue keeps, its products included
 * @param inDegrees edges of all types that lead to the power source of a question, mean and most
 * @param read how many neighbours of the wanted type the chosen products of a question have together, on average
 * @param directAnswers how many candidates a question has, on average
 * @param answers the first page of each question in both modes, as GINs
 */
record Compilation(
        long edges,
        double streamSeconds,
        double compileSeconds,
        long productBytes,
        long engineBytes,
        InDegrees inDegrees,
        double read,
        double directAnswers,
        double completableAnswers,
        List<Answer> answers) {

    /** Edges that lead to the power source of a question. */
    record InDegrees(double mean, int most) {}

    /** The GINs of the first page of a question's candidates. */
    record Answer(List<String> direct, List<String> completable) {}

    private static final int COLLECTIONS = 6;

    /** Measures and writes the result to a file: products, seed, repetitions, file. */
    public static void main(String[] arguments) throws IOException {
        SyntheticCatalog catalog = new SyntheticCatalog(Integer.parseInt(arguments[0]), Long.parseLong(arguments[1]));
        measured(catalog, Integer.parseInt(arguments[2])).write(Path.of(arguments[3]));
    }

    /** Measures, and compares every direct answer with the bare intersection. */
    static Compilation measured(SyntheticCatalog catalog, int repetitions) {
        AtomicLong edges = new AtomicLong();
        double[] stream = new double[repetitions];
        double[] compile = new double[repetitions];
        for (int i = 0; i < repetitions; i++) {
            edges.set(0);
            long start = System.nanoTime();
            catalog.read(product -> {}, edge -> edges.incrementAndGet());
            stream[i] = seconds(start);
            start = System.nanoTime();
            CompatibilityFinder engine = Engines.compiled(catalog);
            compile[i] = seconds(start);
            Reference.reachabilityFence(engine);
        }
        List<Question> questions = Question.round(catalog);

        long productBytes = heapOfProducts(catalog);
        long before = usedHeap();
        CompatibilityFinder engine = Engines.compiled(catalog);
        long engineBytes = usedHeap() - before;

        RawIntersection raw = new RawIntersection(catalog, questions);
        List<Answer> answers = new ArrayList<>();
        double read = 0;
        double direct = 0;
        double completable = 0;
        for (int i = 0; i < questions.size(); i++) {
            Question question = questions.get(i);
            direct += checkedAgainst(raw, i, question, engine);
            Page<Product> page = engine.candidates(question.query(Mode.COMPLETABLE));
            if (page.total() == 0 || !engine.check(question.selection()).completable()) {
                throw new IllegalStateException("no complete package extends " + question);
            }
            completable += page.total();
            read += raw.read(i);
            answers.add(new Answer(gins(engine.candidates(question.query(Mode.DIRECT))), gins(page)));
        }
        int count = questions.size();
        return new Compilation(
                edges.get(),
                median(stream),
                median(compile),
                productBytes,
                engineBytes,
                inDegrees(catalog, questions),
                read / count,
                direct / count,
                completable / count,
                answers);
    }

    private static long heapOfProducts(SyntheticCatalog catalog) {
        long before = usedHeap();
        List<Product> products = new ArrayList<>(catalog.size());
        catalog.read(products::add, edge -> {});
        long bytes = usedHeap() - before;
        Reference.reachabilityFence(products);
        return bytes;
    }

    /** How many direct answers there are. */
    private static int checkedAgainst(RawIntersection raw, int i, Question question, CompatibilityFinder engine) {
        int[] fromArrays = raw.found(i, raw.arrays(i));
        int[] fromSets = raw.found(i, raw.bitSets(i));
        List<Integer> offered = new ArrayList<>();
        CandidateQuery query = question.query(Mode.DIRECT).limit(CandidateQuery.MAX_LIMIT);
        Page<Product> page = engine.candidates(query);
        page.items().forEach(product -> offered.add(SyntheticCatalog.place(product.gin())));
        while (page.next().isPresent()) {
            page = engine.candidates(query.after(page.next().get()));
            page.items().forEach(product -> offered.add(SyntheticCatalog.place(product.gin())));
        }
        int[] places = offered.stream().mapToInt(Integer::intValue).sorted().toArray();
        if (!Arrays.equals(places, fromArrays) || !Arrays.equals(places, fromSets)) {
            throw new IllegalStateException("the direct candidates are not the intersection, %d and %d and %d: %s"
                    .formatted(places.length, fromArrays.length, fromSets.length, question));
        }
        return places.length;
    }

    private static List<String> gins(Page<Product> page) {
        return page.items().stream().map(product -> product.gin().value()).toList();
    }

    private static InDegrees inDegrees(SyntheticCatalog catalog, List<Question> questions) {
        int[] degrees = new int[catalog.size()];
        for (int place = 0; place < catalog.size(); place++) {
            for (int target : catalog.targets(place)) {
                degrees[target]++;
            }
        }
        IntSummaryStatistics asked = questions.stream()
                .mapToInt(question ->
                        degrees[SyntheticCatalog.place(question.chosen().get(0).gin())])
                .summaryStatistics();
        return new InDegrees(asked.getAverage(), asked.getMax());
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** What is used when nothing more can be collected. */
    private static long usedHeap() {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            used = Math.min(
                    used,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return used;
    }

    private void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(edges + " " + streamSeconds + " " + compileSeconds + " " + productBytes + " " + engineBytes + " "
                + inDegrees.mean + " " + inDegrees.most + " " + read + " " + directAnswers + " "
                + completableAnswers);
        for (Answer answer : answers) {
            lines.add(String.join(",", answer.direct) + " " + String.join(",", answer.completable));
        }
        Files.write(file, lines);
    }

    static Compilation read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String[] numbers = lines.get(0).split(" ");
        return new Compilation(
                Long.parseLong(numbers[0]),
                Double.parseDouble(numbers[1]),
                Double.parseDouble(numbers[2]),
                Long.parseLong(numbers[3]),
                Long.parseLong(numbers[4]),
                new InDegrees(Double.parseDouble(numbers[5]), Integer.parseInt(numbers[6])),
                Double.parseDouble(numbers[7]),
                Double.parseDouble(numbers[8]),
                Double.parseDouble(numbers[9]),
                lines.stream()
                        .skip(1)
                        .map(line -> line.split(" "))
                        .map(parts -> new Answer(List.of(parts[0].split(",")), List.of(parts[1].split(","))))
                        .collect(Collectors.toList()));
    }
}
