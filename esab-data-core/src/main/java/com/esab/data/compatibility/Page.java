package com.esab.data.compatibility;

import java.util.List;
import java.util.Optional;

/**
 * A part of an ordered answer.
 *
 * @param items the candidates, best first
 * @param total how many there are on all pages
 * @param next what to give {@link CandidateQuery#after} for the following page; empty on the last one
 * @param noneAllowed whether "none of this type" is an answer as well
 */
public record Page<T>(List<T> items, long total, Optional<String> next, boolean noneAllowed) {

    public Page {
        items = List.copyOf(items);
    }
}
