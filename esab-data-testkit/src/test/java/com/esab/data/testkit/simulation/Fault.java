package com.esab.data.testkit.simulation;

/**
 * Something that happens at a call to a store.
 *
 * @param point at the how manieth call of the run, from 0
 * @param argument what it concerns; empty where it concerns nothing
 */
record Fault(int point, Kind kind, String argument) {

    enum Kind {
        DIE_BEFORE("the process dies before the call, and starts again for its next step"),
        DIE_AFTER("the process dies after the call, and starts again for its next step"),
        STOP_BEFORE("the process dies before the call, for good"),
        STOP_AFTER("the process dies after the call, for good"),
        ANSWER_LOST("the call is carried out, its answer is lost"),
        ERROR("the store answers this call with an error of no known kind"),
        DOWN("the store does not answer this call"),
        OUTAGE("the store does not answer this call and all that follow"),
        PASS("time passes, in seconds"),
        CLOCK("the Redis clock steps, to so many milliseconds ahead"),
        EVICT("Redis loses this key"),
        FALL_BACK("Redis falls back by so many changes"),
        RUN("this action runs here to its end"),
        BEGIN("this action runs here up to its n-th call: action~n"),
        GO_ON("the action that was begun runs to its end");

        private final String meaning;

        Kind(String meaning) {
            this.meaning = meaning;
        }

        String meaning() {
            return meaning;
        }

        boolean isAfter() {
            return this == DIE_AFTER || this == STOP_AFTER || this == ANSWER_LOST;
        }
    }

    static Fault parse(String text) {
        int dot = text.indexOf('.');
        int equals = text.indexOf('=');
        String kind = equals < 0 ? text.substring(dot + 1) : text.substring(dot + 1, equals);
        return new Fault(
                Integer.parseInt(text.substring(0, dot)),
                Kind.valueOf(kind),
                equals < 0 ? "" : text.substring(equals + 1));
    }

    @Override
    public String toString() {
        return point + "." + kind + (argument.isEmpty() ? "" : "=" + argument);
    }
}
