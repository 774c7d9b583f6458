package com.esab.data.operations;

import com.esab.data.json.Json;
import com.esab.data.store.ContentRecord;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One text for all notations of a record: fields by name, numbers in their shortest form. */
final class CanonicalJson {

    private CanonicalJson() {}

    static String of(ContentRecord record) {
        return record.kind() + Json.write(sorted(record.fields()));
    }

    private static @Nullable Object sorted(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> fields = new TreeMap<>();
            map.forEach((key, each) -> fields.put((String) key, sorted(each)));
            return fields;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> items = new ArrayList<>(list.size());
            list.forEach(each -> items.add(sorted(each)));
            return items;
        }
        if (value instanceof Number) {
            BigDecimal number = new BigDecimal(value.toString());
            return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        }
        return value;
    }
}
