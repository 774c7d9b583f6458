package com.esab.data.catalog;

import java.util.List;

/**
 * What a completed load did.
 *
 * @param products how many products were created or replaced
 * @param compatibilities how many edges were created or replaced
 * @param turnedRound the edges that came in the wrong direction and were stored in the right one
 * @param revision the catalogue's revision after it
 */
public record LoadReport(int products, int compatibilities, List<CatalogProblem> turnedRound, long revision) {

    public LoadReport {
        turnedRound = List.copyOf(turnedRound);
    }
}
