package com.esab.data.testkit.simulation;

/** A rule of the hand-over that is broken on purpose, to see that the simulation notices. */
enum Mutant {
    NONE("nothing", "", ""),
    VERSION_GUARD("an upsert replaces a row of any version", "checkpoint", "version of the row went from"),
    CLOCK_IN_VERSION("a version is the old one plus one", "complete", "was given twice"),
    COMPARE_IN_ACKNOWLEDGE("an acknowledgement does not look at the version", "checkpoint", "owed is"),
    TOMBSTONE("erasing just deletes the rows", "checkpoint", "was erased, and is there"),
    NO_TTL_WHILE_DUE("a record expires although it is due", "resume-held", "owed is"),
    CACHE_BEFORE_ROW("resume reads the row before the cache", "resume-older-row", "and was overwritten with"),
    REPAIR("nobody notices that the due set is gone", "checkpoint", "stays in Redis for ever"),
    MARK_OF_REPAIR("a repair does not see that the due set is lost once more", "repair", "stays in Redis for ever"),
    PROCESS_OF_REPAIR(
            "a repair does not see that another process of Redis has taken over", "repair", "stays in Redis for ever"),
    TOMBSTONE_QUESTION("the archiver does not ask for tombstones", "erase", "and is still in Redis after archiving"),
    COMPARE_IN_SAVE("a save does not look at the version", "complete", "and was overwritten with"),
    COMPARE_IN_RESTORE("a restore does not look at the held version", "resume-complete", "was saved after its end"),
    QUEUE_IN_ERASURE("erasing does not look through the queue", "erase-late", "was erased, and is there"),
    SET_IN_ERASURE(
            "erasing forgets which sessions were the user's before the archive does",
            "erase-again",
            "was erased, and is there"),
    VERSION_IN_ABANDON("the sweep does not look at the version", "resume-archived", "is live in version"),
    VERSION_IN_TRIES("a new version inherits the tries of the old one", "refused", "had not all its tries");

    private final String rule;
    private final String scenario;
    private final String broken;

    /**
     * @param scenario the one that shows it
     * @param broken what is said of the promise that it breaks
     */
    Mutant(String rule, String scenario, String broken) {
        this.rule = rule;
        this.scenario = scenario;
        this.broken = broken;
    }

    String rule() {
        return rule;
    }

    boolean explains(Violation violation) {
        return String.valueOf(violation.getMessage()).contains(broken);
    }

    Scenario scenario() {
        return Scenarios.named(scenario);
    }
}
