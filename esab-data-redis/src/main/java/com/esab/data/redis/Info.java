package com.esab.data.redis;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What a server says of itself, by field; which fields there are depends on version and settings. */
record Info(Map<String, String> fields) {

    /** Reads the answer to {@code INFO} or {@code CLUSTER INFO}. */
    static Info parse(String answer) {
        Map<String, String> fields = new HashMap<>();
        answer.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return new Info(fields);
    }

    Optional<String> find(String field) {
        return Optional.ofNullable(fields.get(field));
    }

    /** Empty when there is no such field. */
    String text(String field) {
        return fields.getOrDefault(field, "");
    }

    /** Empty when there is no such field, or no whole number in it. */
    OptionalLong number(String field) {
        try {
            return OptionalLong.of(Long.parseLong(text(field)));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
