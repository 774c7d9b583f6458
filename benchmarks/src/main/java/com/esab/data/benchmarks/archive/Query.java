package com.esab.data.benchmarks.archive;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** What an archive is asked. */
enum Query {
    FIND("find by id", false, (reads, rows) -> reads.find(rows.id())),
    BY_USER("newest 20 of a user", false, (reads, rows) -> reads.ofUser(rows.regular(), 20)),
    BY_TIME("page of 50 in a week", false, (reads, rows) -> {
        Instant week = rows.week();
        return reads.inTime(week, week.plus(Duration.ofDays(7)), 50);
    }),
    CONTAINMENT("5 by a parameter", false, (reads, rows) -> reads.containing(rows.order(), 20)),
    STREAM("stream of 1000", false, (reads, rows) -> reads.stream(1_000)),
    SUMMARY("summary", true, (reads, rows) -> reads.summary()),
    HISTORY("history of a user", true, (reads, rows) -> reads.history(rows.user())),
    HISTORIES("newest 50 histories", true, (reads, rows) -> reads.histories(50));

    private final String label;
    private final boolean statistics;
    private final BiFunction<Reads, ArchiveRows, Object> question;

    Query(String label, boolean statistics, BiFunction<Reads, ArchiveRows, Object> question) {
        this.label = label;
        this.statistics = statistics;
        this.question = question;
    }

    String label() {
        return label;
    }

    static Query ofLabel(String label) {
        return Arrays.stream(values())
                .filter(query -> query.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(label));
    }

    /** Those for sessions, or those for numbers. */
    static List<String> labels(boolean statistics) {
        return Stream.of(values())
                .filter(query -> query.statistics == statistics)
                .map(Query::label)
                .toList();
    }

    Object ask(Reads reads, ArchiveRows rows) {
        return question.apply(reads, rows);
    }
}
