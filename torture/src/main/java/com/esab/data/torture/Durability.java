package com.esab.data.torture;

import java.util.Locale;

/** How well Redis keeps what it has acknowledged when it is killed. */
enum Durability {
    /** {@code appendfsync always}: nothing is lost. */
    ALWAYS("always"),
    /** {@code appendfsync everysec}, and only the process dies: the operating system keeps what Redis had written. */
    EVERYSEC("everysec"),
    /**
     * {@code appendfsync everysec}, and the machine dies with it: each kill also takes what came to the file in the last second, as
     * a lost page cache would.
     */
    POWER_CUT("everysec");

    private final String fsync;

    Durability(String fsync) {
        this.fsync = fsync;
    }

    String fsync() {
        return fsync;
    }

    static Durability of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    String label() {
        return this == POWER_CUT ? "everysec, and each kill is a power cut" : fsync;
    }
}
