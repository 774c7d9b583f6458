package com.esab.data.benchmarks.catalog;

import com.esab.data.benchmarks.harness.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is asked of a catalogue, and who answers it. */
enum Kind {
    DIRECT("direct candidates", Contender.RAW, Contender.CYPHER, Contender.SPRING),
    DEFAULT("default candidates", Contender.FINDER, Contender.CYPHER),
    CHECK("check", Contender.FINDER, Contender.CYPHER),
    COMPATIBLE_WITH("compatibleWith", Contender.CYPHER, Contender.SPRING),
    PACKAGES("packages", Contender.CYPHER),
    SEARCH("search", Contender.CYPHER, Contender.SPRING);

    private final String label;
    private final List<String> others;

    Kind(String label, String... others) {
        this.label = label;
        this.others = List.of(others);
    }

    String label() {
        return label;
    }

    static Kind of(String label) {
        for (Kind kind : values()) {
            if (kind.label.equals(label)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(label);
    }

    /**
     * The contenders for a catalogue of so many products. In the sample not everything is bound, which only the library's own finder in
     * Neo4j knows to judge whole packages by; that one does not answer in time where there are many.
     */
    List<String> contenders(int products) {
        boolean sample = products == StoredCatalogue.SAMPLE;
        boolean ofPackages = this == DEFAULT || this == CHECK || this == PACKAGES;
        List<String> some = others.stream()
                .filter(contender -> !ofPackages || sample == contender.equals(Contender.FINDER))
                .toList();
        return Stream.concat(Stream.of(Path.LIBRARY), some.stream()).toList();
    }
}
