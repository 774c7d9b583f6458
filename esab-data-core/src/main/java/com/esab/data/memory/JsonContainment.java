package com.esab.data.memory;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether one JSON value contains another, as PostgreSQL's {@code @>} has it. */
final class JsonContainment {

    private JsonContainment() {}

    static boolean contains(@Nullable Object value, @Nullable Object wanted) {
        if (wanted instanceof Map<?, ?> members) {
            return value instanceof Map<?, ?> map
                    && members.entrySet().stream()
                            .allMatch(member -> map.containsKey(member.getKey())
                                    && contains(map.get(member.getKey()), member.getValue()));
        }
        if (wanted instanceof List<?> elements) {
            return value instanceof List<?> list
                    && elements.stream().allMatch(element -> list.stream().anyMatch(one -> contains(one, element)));
        }
        if (wanted instanceof Number number && value instanceof Number other) {
            return new BigDecimal(number.toString()).compareTo(new BigDecimal(other.toString())) == 0;
        }
        return wanted == null ? value == null : wanted.equals(value);
    }
}
