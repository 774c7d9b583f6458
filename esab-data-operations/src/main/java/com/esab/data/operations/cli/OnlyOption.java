package com.esab.data.operations.cli;

import com.esab.data.store.StoreProvider.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which of the stores are meant. */
final class OnlyOption {

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "STORE",
            description = "Only these of catalog (Neo4j), sessions (Redis), archive (PostgreSQL); all unless given.")
    private List<Kind> only = List.of();

    Set<Kind> kinds() {
        return only.isEmpty() ? EnumSet.allOf(Kind.class) : EnumSet.copyOf(only);
    }
}
