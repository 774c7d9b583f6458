package com.esab.data.error;

import com.esab.data.catalog.CatalogProblem;
import java.util.List;
import java.util.stream.Collectors;

/** A catalogue was refused before the first write; all its problems are named at once. */
public final class InvalidCatalogException extends EsabDataException {

    private static final long serialVersionUID = 1L;
    private static final int NAMED_IN_MESSAGE = 20;

    private final transient List<CatalogProblem> problems;

    public InvalidCatalogException(List<CatalogProblem> problems) {
        super(message(problems));
        this.problems = List.copyOf(problems);
    }

    /** Every problem found, in the order of the input. */
    public List<CatalogProblem> problems() {
        return problems == null ? List.of() : problems;
    }

    private static String message(List<CatalogProblem> problems) {
        String named = problems.stream()
                .limit(NAMED_IN_MESSAGE)
                .map(CatalogProblem::toString)
                .collect(Collectors.joining("; "));
        String rest =
                problems.size() > NAMED_IN_MESSAGE ? "; and " + (problems.size() - NAMED_IN_MESSAGE) + " more" : "";
        return "the catalogue has " + problems.size() + " problem(s), nothing was written: " + named + rest;
    }
}
