package com.esab.data.redis;

import java.util.Optional;

/**
 * What became of one wanted setting of a server.
 *
 * @param server which master of a cluster; empty for the only server
 * @param name as in {@code redis.conf}, or {@link #FILE}
 * @param value what was wanted, as Redis tells it: memory in bytes, times in seconds; empty for {@link #FILE}
 * @param reason why it was refused; empty unless it was
 */
public record RedisSettingResult(
        Optional<String> server, String name, String value, Outcome outcome, Optional<String> reason) {

    /** Stands for the server's configuration file: without it the settings are gone when the server starts again. */
    public static final String FILE = "configuration file";

    /** How it ended. */
    public enum Outcome {
        /** The server had it. */
        UNCHANGED,

        /** It was set, and the server says so; of the file, that it was written. */
        SET,

        /** The server does not have it, or does not tell; managed servers are set up by other means. */
        REFUSED
    }
}
