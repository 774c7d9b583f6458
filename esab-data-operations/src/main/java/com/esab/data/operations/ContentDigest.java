package com.esab.data.operations;

import com.esab.data.store.ContentRecord;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which records there are, whatever their order: their number by kind, and the sum of their hashes.
 *
 * <p>The order of fields within a record counts for nothing either: stores need not keep it.
 */
final class ContentDigest {

    private final MessageDigest sha256 = Hashes.sha256();
    private final long[] sum = new long[4];
    private final Map<String, Long> records = new TreeMap<>();

    void add(ContentRecord record) {
        byte[] hash = sha256.digest(CanonicalJson.of(record).getBytes(StandardCharsets.UTF_8));
        for (int word = 0; word < sum.length; word++) {
            long part = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                part = part << Byte.SIZE | hash[word * Long.BYTES + i] & 0xFF;
            }
            sum[word] += part;
        }
        records.merge(record.kind(), 1L, Long::sum);
    }

    /** By kind. */
    Map<String, Long> records() {
        return records;
    }

    /** The sum in hexadecimal. */
    String value() {
        StringBuilder text = new StringBuilder();
        for (long word : sum) {
            text.append(HexFormat.of().toHexDigits(word));
        }
        return text.toString();
    }

    boolean isSameAs(ContentDigest other) {
        return records.equals(other.records) && value().equals(other.value());
    }
}
