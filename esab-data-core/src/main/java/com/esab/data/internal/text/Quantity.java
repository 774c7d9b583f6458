package com.esab.data.internal.text;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A number or a range of numbers with a unit, such as {@code 500 A}, {@code 4.5 m} or {@code 5-300 A}.
 *
 * @param from in the base unit
 * @param to in the base unit; equal to {@code from} for a single number
 * @param unit the base unit that others of its kind were converted to, or the unit as it was written; empty for a bare
 *     number
 */
public record Quantity(BigDecimal from, BigDecimal to, String unit) {

    private static final String NUMBER = "([+-]?\\d+(?:[.,]\\d+)?)";

    private static final Pattern FORM = Pattern.compile("\\s*" + NUMBER + "(?:\\s*(?:-|–|to)\\s*" + NUMBER
            + ")?\\s*([\\p{L}°%µ][\\p{L}°%µ\\d²³]*(?:/\\p{L}+)?)?\\s*");

    /** What one of a unit is in its base unit. */
    private record Unit(String base, String factor) {}

    private static final Map<String, Unit> UNITS = Map.ofEntries(
            Map.entry("a", new Unit("A", "1")),
            Map.entry("amp", new Unit("A", "1")),
            Map.entry("amps", new Unit("A", "1")),
            Map.entry("ma", new Unit("A", "0.001")),
            Map.entry("ka", new Unit("A", "1000")),
            Map.entry("v", new Unit("V", "1")),
            Map.entry("kv", new Unit("V", "1000")),
            Map.entry("w", new Unit("W", "1")),
            Map.entry("kw", new Unit("W", "1000")),
            Map.entry("va", new Unit("VA", "1")),
            Map.entry("kva", new Unit("VA", "1000")),
            Map.entry("m", new Unit("m", "1")),
            Map.entry("mm", new Unit("m", "0.001")),
            Map.entry("cm", new Unit("m", "0.01")),
            Map.entry("kg", new Unit("kg", "1")),
            Map.entry("g", new Unit("kg", "0.001")),
            Map.entry("l", new Unit("l", "1")),
            Map.entry("ml", new Unit("l", "0.001")),
            Map.entry("mm²", new Unit("mm²", "1")),
            Map.entry("mm2", new Unit("mm²", "1")),
            Map.entry("l/min", new Unit("l/min", "1")),
            Map.entry("m/min", new Unit("m/min", "1")),
            Map.entry("°", new Unit("°", "1")),
            Map.entry("deg", new Unit("°", "1")),
            Map.entry("°c", new Unit("°C", "1")),
            Map.entry("degc", new Unit("°C", "1")),
            Map.entry("pct", new Unit("%", "1")));

    /** The quantity that a value of a property is; a bare number has the unit that the name of the property ends in. */
    public static Optional<Quantity> of(String property, Object value) {
        if (value instanceof Number number) {
            return Optional.of(of(new BigDecimal(number.toString()), property));
        }
        return value instanceof String text ? of(text) : Optional.empty();
    }

    /** The quantity that a text is, as a whole; a comma before other than three digits is a decimal point. */
    public static Optional<Quantity> of(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || isAmbiguous(matcher.group(1)) || isAmbiguous(matcher.group(2))) {
            return Optional.empty();
        }
        String written = matcher.group(3) == null ? "" : matcher.group(3);
        Unit unit = UNITS.getOrDefault(written.toLowerCase(Locale.ROOT), new Unit(written, "1"));
        BigDecimal from = in(unit, matcher.group(1));
        BigDecimal to = matcher.group(2) == null ? from : in(unit, matcher.group(2));
        return from.compareTo(to) > 0 ? Optional.empty() : Optional.of(new Quantity(from, to, unit.base()));
    }

    private static Quantity of(BigDecimal number, String property) {
        for (int words = 2; words > 0; words--) {
            Matcher ending = Pattern.compile("_([a-z]+" + "_[a-z]+".repeat(words - 1) + "\\d?)$")
                    .matcher(property);
            Unit unit = ending.find() ? UNITS.get(ending.group(1).replace('_', '/')) : null;
            if (unit != null) {
                BigDecimal inBase = in(unit, number.toPlainString());
                return new Quantity(inBase, inBase, unit.base());
            }
        }
        return new Quantity(number, number, "");
    }

    /** One thousand or one and nothing behind it: nobody knows. */
    private static boolean isAmbiguous(@Nullable String number) {
        return number != null && number.matches(".*,\\d{3}");
    }

    private static BigDecimal in(Unit unit, String number) {
        return new BigDecimal(number.replace(',', '.')).multiply(new BigDecimal(unit.factor()));
    }

    /** Whether both ends are the same. */
    public boolean sameAs(Quantity other) {
        return from.compareTo(other.from) == 0 && to.compareTo(other.to) == 0;
    }

    /** Whether the other one lies within this one. */
    public boolean covers(Quantity other) {
        return from.compareTo(other.from) <= 0 && to.compareTo(other.to) >= 0;
    }
}
