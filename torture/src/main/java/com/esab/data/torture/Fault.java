package com.esab.data.torture;

/** What can go wrong on purpose. */
enum Fault {
    WORKER_HALTED(Target.WORKER, "worker halted"),
    WORKER_KILLED(Target.WORKER, "worker killed"),
    REDIS_KILLED(Target.REDIS, "Redis killed"),
    REDIS_CUT(Target.REDIS_LINK, "Redis cut off"),
    REDIS_RESET(Target.REDIS_LINK, "connections to Redis reset"),
    REDIS_FROZEN(Target.REDIS_LINK, "Redis silent"),
    REDIS_DELAYED(Target.REDIS_LINK, "Redis far away"),
    REDIS_THROTTLED(Target.REDIS_LINK, "Redis behind a thin line"),
    REDIS_ANSWER_DROPPED(Target.REDIS_LINK, "answer of Redis dropped"),
    POSTGRES_KILLED(Target.POSTGRES, "PostgreSQL killed"),
    POSTGRES_CUT(Target.POSTGRES_LINK, "PostgreSQL cut off"),
    POSTGRES_RESET(Target.POSTGRES_LINK, "connections to PostgreSQL reset"),
    POSTGRES_FROZEN(Target.POSTGRES_LINK, "PostgreSQL silent"),
    POSTGRES_DELAYED(Target.POSTGRES_LINK, "PostgreSQL far away"),
    POSTGRES_THROTTLED(Target.POSTGRES_LINK, "PostgreSQL behind a thin line"),
    POSTGRES_ANSWER_DROPPED(Target.POSTGRES_LINK, "answer of PostgreSQL dropped");

    /** Faults on different targets may overlap. */
    enum Target {
        WORKER,
        REDIS,
        REDIS_LINK,
        POSTGRES,
        POSTGRES_LINK
    }

    private final Target target;
    private final String text;

    Fault(Target target, String text) {
        this.target = target;
        this.text = text;
    }

    Target target() {
        return target;
    }

    String text() {
        return text;
    }
}
