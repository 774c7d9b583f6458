package com.esab.data.testkit.simulation;

/**
 * What lies under a key of the model of Redis; never changed in place, so that a snapshot is a copy of the map.
 *
 * @param expires in milliseconds of the Redis clock
 */
record Key(Object value, long expires) {

    static final long NEVER = Long.MAX_VALUE;

    static Key lasting(Object value) {
        return new Key(value, NEVER);
    }

    Key expiring(long at) {
        return new Key(value, at);
    }

    boolean lasts() {
        return expires == NEVER;
    }
}
