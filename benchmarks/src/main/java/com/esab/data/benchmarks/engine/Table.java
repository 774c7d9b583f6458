package com.esab.data.benchmarks.engine;

import com.esab.data.benchmarks.engine.Measurements.Figure;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Writes what was measured as Markdown. */
final class Table {

    private static final String NONE = "–";

    private static final Column PRODUCTS = column("products", row -> count(row.products()));

    private static final List<Column> TIMES = List.of(
            PRODUCTS,
            column("raw arrays", row -> figure(row.raw(), "arrays")),
            column("raw bit sets", row -> figure(row.raw(), "bitSets")),
            column("direct", row -> figure(row.engine(), "direct")),
            column("default", row -> figure(row.engine(), "completable")),
            column("check", row -> figure(row.engine(), "check")),
            column("Cypher direct", row -> figure(row.cypher(), "direct")),
            column("Cypher default", row -> figure(row.cypher(), "completable")),
            column("finder direct", row -> micros(row.finder().direct())),
            column("finder default", row -> micros(row.finder().completable())),
            column("finder check", row -> micros(row.finder().check())));

    private static final List<Column> RATIOS = List.of(
            PRODUCTS,
            column("direct ÷ raw arrays", row -> ratio(row.engine(), "direct", row.raw(), "arrays")),
            column("direct ÷ raw bit sets", row -> ratio(row.engine(), "direct", row.raw(), "bitSets")),
            column("Cypher ÷ engine, direct", row -> ratio(row.cypher(), "direct", row.engine(), "direct")),
            column("Cypher ÷ engine, default", row -> ratio(row.cypher(), "completable", row.engine(), "completable")));

    private static final List<Column> COMPILING = List.of(
            PRODUCTS,
            column("edges", row -> count(row.compilation().edges())),
            column("stream, s", row -> decimal(row.compilation().streamSeconds())),
            column("stream and compile, s", row -> decimal(row.compilation().compileSeconds())),
            column(
                    "compile, s",
                    row -> decimal(row.compilation().compileSeconds()
                            - row.compilation().streamSeconds())),
            column("products, MB", row -> decimal(row.compilation().productBytes() / 1e6)),
            column("engine and products, MB", row -> decimal(row.compilation().engineBytes() / 1e6)),
            column(
                    "engine, bytes per edge",
                    row -> decimal(
                            (row.compilation().engineBytes() - row.compilation().productBytes())
                                    / (double) row.compilation().edges())),
            column(
                    "engine and products, bytes per edge",
                    row -> decimal(row.compilation().engineBytes()
                            / (double) row.compilation().edges())));

    private static final List<Column> QUESTIONS = List.of(
            PRODUCTS,
            column(
                    "edges to the power source",
                    row -> decimal(row.compilation().inDegrees().mean())),
            column("at the most", row -> count(row.compilation().inDegrees().most())),
            column("neighbours intersected", row -> decimal(row.compilation().read())),
            column("direct candidates", row -> decimal(row.compilation().directAnswers())),
            column("default candidates", row -> decimal(row.compilation().completableAnswers())));

    private Table() {}

    /** @param circumstances a line each: versions, machine, command */
    static String of(List<Row> rows, List<String> circumstances) {
        return """
                # How the compatibility engine grows

                %s
                ## Time for one question, in microseconds

                The mean of a round of %d questions; ± is half of the 99.9 %% confidence interval. *Raw* is the limit: the sorted \
                neighbours of the chosen products intersected, without ranking, paging or products. *Cypher* is the same question \
                written by hand. *Finder* is the library's own query in Neo4j, which knows all rules and any catalogue; the mean \
                of %d questions, – where it takes longer than %d s or was not asked.

                %s
                ## Ratios

                %s
                ## Compiling

                *Stream* is the catalogue read with nothing done with it. The heap is what is left after collecting: *products* those \
                of the catalogue alone, *engine* the compiled catalogue without them.

                %s
                ## How heavy the questions are, on average

                %s""".formatted(
                        lines(circumstances),
                        Question.ROUND,
                        Question.SHAPES,
                        FinderSample.DEADLINE.toSeconds(),
                        table(rows, TIMES),
                        table(rows, RATIOS),
                        table(rows, COMPILING),
                        table(rows, QUESTIONS));
    }

    private static String lines(List<String> circumstances) {
        StringBuilder text = new StringBuilder();
        circumstances.forEach(line -> text.append("- ").append(line).append('\n'));
        return text.toString();
    }

    private record Column(String heading, Function<Row, String> value) {}

    private static Column column(String heading, Function<Row, String> value) {
        return new Column(heading, value);
    }

    private static String table(List<Row> rows, List<Column> columns) {
        StringBuilder text = new StringBuilder();
        columns.forEach(column -> text.append("| ").append(column.heading).append(' '));
        text.append("|\n");
        columns.forEach(column -> text.append("|---:"));
        text.append("|\n");
        for (Row row : rows) {
            columns.forEach(
                    column -> text.append("| ").append(column.value.apply(row)).append(' '));
            text.append("|\n");
        }
        return text.toString();
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** With three digits that mean something. */
    private static String decimal(double number) {
        double size = Math.abs(number);
        return String.format(Locale.ROOT, size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f", number);
    }

    private static String micros(Optional<Double> micros) {
        return micros.map(Table::decimal).orElse(NONE);
    }

    private static String figure(Map<String, Figure> figures, String name) {
        Figure figure = figures.get(name);
        if (figure == null) {
            return NONE;
        }
        // the error of a single iteration is not a number
        return decimal(figure.micros()) + (Double.isNaN(figure.error()) ? "" : " ± " + decimal(figure.error()));
    }

    private static String ratio(Map<String, Figure> figures, String name, Map<String, Figure> others, String other) {
        Figure figure = figures.get(name);
        Figure base = others.get(other);
        return figure == null || base == null ? NONE : decimal(figure.micros() / base.micros());
    }
}
