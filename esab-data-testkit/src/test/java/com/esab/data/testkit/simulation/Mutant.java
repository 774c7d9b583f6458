package com.esab.data.testkit.simulation;

/** A rule of the hand-over that is broken on purpose, to see that the simulation notices. */
enum Mutant {
    NONE("nothing"),
    VERSION_GUARD("an upsert replaces a row of any version"),
    CLOCK_IN_VERSION("a version is the old one plus one"),
    COMPARE_IN_ACKNOWLEDGE("an acknowledgement does not look at the version"),
    TOMBSTONE("erasing just deletes the rows"),
    NO_TTL_WHILE_DUE("a record expires although it is due"),
    CACHE_BEFORE_ROW("resume reads the row before the cache"),
    REPAIR("nobody notices that the due set is gone"),
    MARK_OF_REPAIR("a repair does not see that the due set is lost once more"),
    TOMBSTONE_QUESTION("the archiver does not ask for tombstones"),
    COMPARE_IN_SAVE("a save does not look at the version"),
    COMPARE_IN_RESTORE("a restore does not look at the held version"),
    QUEUE_IN_ERASURE("erasing does not look through the queue"),
    ROW_AFTER_RESUME("resume does not read the row once more"),
    VERSION_IN_ABANDON("the sweep does not look at the version");

    private final String rule;

    Mutant(String rule) {
        this.rule = rule;
    }

    String rule() {
        return rule;
    }
}
