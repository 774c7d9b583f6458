package com.esab.data.operations.cli;

import com.esab.data.store.StoreProvider.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which of the stores that have a schema are meant. */
final class SchemaOption {

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "STORE",
            description = "Only these of catalog (Neo4j), archive (PostgreSQL); both unless given.")
    private List<Kind> only = List.of();

    Set<Kind> kinds() {
        if (only.contains(Kind.SESSIONS)) {
            throw new IllegalArgumentException("--only sessions: Redis has no schema; see init");
        }
        return only.isEmpty() ? EnumSet.of(Kind.CATALOG, Kind.ARCHIVE) : EnumSet.copyOf(only);
    }
}
