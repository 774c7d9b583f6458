package com.esab.data.catalog;

/**
 * One thing that is wrong, or was put right, in a catalogue to be loaded.
 *
 * @param where what it is about: a GIN, two with an arrow between them, or a place in a file
 * @param what what is wrong with it, in a sentence for people
 */
public record CatalogProblem(String where, String what) {

    @Override
    public String toString() {
        return where + ": " + what;
    }
}
