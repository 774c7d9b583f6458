package com.esab.data.benchmarks.archive;

import com.esab.data.archive.SessionSummaryStats;
import com.esab.data.archive.UserSessionHistory;
import com.esab.data.benchmarks.harness.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One of those who read an archive; of sessions, which each decodes in its own way, the ids are enough to be compared. */
interface Reads extends AutoCloseable {

    String BY_HAND = "SQL by hand";
    String COUNT = "COUNT over the table";

    List<String> CONTENDERS = List.of(Path.LIBRARY, BY_HAND, Archiving.JPA);

    List<String> find(String id);

    /** The last active first, as in every list. */
    List<String> ofUser(String user, int most);

    List<String> inTime(Instant from, Instant until, int most);

    List<String> containing(Map<String, String> parameters, int most);

    /** Without holding more than a hundred rows at once. */
    List<String> stream(int most);

    SessionSummaryStats summary();

    Optional<UserSessionHistory> history(String user);

    List<UserSessionHistory> histories(int most);

    @Override
    void close();

    static Reads of(String contender, OwnSchema schema) {
        return switch (contender) {
            case Path.LIBRARY -> new LibraryReads(schema.library());
            case BY_HAND -> new SqlReads(schema.statements(), SqlReads.SUMMARY);
            case COUNT -> new SqlReads(schema.statements(), SqlReads.COUNTED);
            case Archiving.JPA -> new JpaArchive(schema);
            default -> throw new IllegalArgumentException(contender);
        };
    }
}
