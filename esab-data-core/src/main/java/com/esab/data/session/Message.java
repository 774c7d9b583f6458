package com.esab.data.session;

import com.esab.data.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * Something that was said in a session.
 *
 * @param role who said it, such as {@code user} or {@code assistant}
 * @param content the words
 * @param timestamp when, cut to milliseconds
 * @param extra what else an app keeps with it: JSON values by name
 */
public record Message(String role, String content, Instant timestamp, Map<String, Object> extra) {

    /** @throws IllegalArgumentException when extra holds something that is not JSON, or a name that is taken */
    public Message {
        timestamp = timestamp.truncatedTo(ChronoUnit.MILLIS);
        extra = Json.copyOf(extra);
        for (String taken : new String[] {"role", "content", "timestamp"}) {
            if (extra.containsKey(taken)) {
                throw new IllegalArgumentException("extra cannot hold " + taken + ", which the message has itself");
            }
        }
    }

    public static Message of(String role, String content, Instant timestamp) {
        return new Message(role, content, timestamp, Map.of());
    }

    /** Something the person said. */
    public static Message user(String content, Instant timestamp) {
        return of("user", content, timestamp);
    }

    /** Something the app said. */
    public static Message assistant(String content, Instant timestamp) {
        return of("assistant", content, timestamp);
    }
}
