package com.esab.data.benchmarks.archive;

import com.esab.data.benchmarks.harness.Path;
import com.esab.data.postgres.PostgresArchive;
import com.esab.data.session.Session;
import java.util.List;

/** One of those who bring sessions to an archive. */
interface Archiving extends AutoCloseable {

    String UNNEST = "JDBC unnest";
    String REWRITTEN = "JDBC rewritten batch";
    String JPA = "Spring Data JPA";

    List<String> CONTENDERS = List.of(Path.LIBRARY, UNNEST, REWRITTEN, JPA);

    /** Archives new sessions and newer versions of archived ones, all or none of them. */
    void archive(List<Session> changed);

    @Override
    void close();

    static Archiving of(String contender, OwnSchema schema) {
        return switch (contender) {
            case Path.LIBRARY -> library(schema.library());
            case UNNEST -> new UnnestedUpsert(schema.statements());
            case REWRITTEN -> new RewrittenUpsert(schema.transactions());
            case JPA -> new JpaArchive(schema);
            default -> throw new IllegalArgumentException(contender);
        };
    }

    private static Archiving library(PostgresArchive library) {
        return new Archiving() {
            @Override
            public void archive(List<Session> changed) {
                library.archive().archive(changed);
            }

            @Override
            public void close() {
                library.close();
            }
        };
    }
}
