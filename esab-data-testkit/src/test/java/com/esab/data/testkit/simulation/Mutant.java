package com.esab.data.testkit.simulation;

/** A rule of the hand-over that is broken on purpose, to see that the simulation notices. */
enum Mutant {
    NONE("nothing", ""),
    VERSION_GUARD("an upsert replaces a row of any version", "checkpoint"),
    CLOCK_IN_VERSION("a version is the old one plus one", "complete"),
    COMPARE_IN_ACKNOWLEDGE("an acknowledgement does not look at the version", "checkpoint"),
    TOMBSTONE("erasing just deletes the rows", "checkpoint"),
    NO_TTL_WHILE_DUE("a record expires although it is due", "resume-held"),
    CACHE_BEFORE_ROW("resume reads the row before the cache", "resume-older-row"),
    REPAIR("nobody notices that the due set is gone", "checkpoint"),
    MARK_OF_REPAIR("a repair does not see that the due set is lost once more", "repair"),
    STEPS_OF_REPAIR("a repair does not see that Redis fell back to an earlier step of it", "repair"),
    TOMBSTONE_QUESTION("the archiver does not ask for tombstones", "erase"),
    COMPARE_IN_SAVE("a save does not look at the version", "complete"),
    COMPARE_IN_RESTORE("a restore does not look at the held version", "resume-complete"),
    QUEUE_IN_ERASURE("erasing does not look through the queue", "complete"),
    VERSION_IN_ABANDON("the sweep does not look at the version", "resume-archived");

    private final String rule;
    private final String scenario;

    /** @param scenario the one that shows it */
    Mutant(String rule, String scenario) {
        this.rule = rule;
        this.scenario = scenario;
    }

    String rule() {
        return rule;
    }

    Scenario scenario() {
        return Scenarios.named(scenario);
    }
}
