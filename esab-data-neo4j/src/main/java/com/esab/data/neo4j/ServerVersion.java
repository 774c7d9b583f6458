package com.esab.data.neo4j;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which servers understand the queries: they use {@code CALL (x) { … }}. */
final class ServerVersion {

    private static final int OLDEST_MAJOR = 5;
    private static final int OLDEST_MINOR = 23;

    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,9})\\.(\\d{1,9}).*");

    private ServerVersion() {}

    /** Whether it is certain that a server of this version does not understand them. */
    static boolean tooOld(String version) {
        Matcher numbers = NUMBERS.matcher(version);
        if (!numbers.matches()) {
            return false;
        }
        int major = Integer.parseInt(numbers.group(1));
        return major < OLDEST_MAJOR || major == OLDEST_MAJOR && Integer.parseInt(numbers.group(2)) < OLDEST_MINOR;
    }

    /** What to tell of a server that is too old. */
    static String complaint(String version) {
        return "Neo4j %s is too old: this library needs %d.%d or newer".formatted(version, OLDEST_MAJOR, OLDEST_MINOR);
    }
}
