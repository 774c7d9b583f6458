package com.esab.data.examples;

import java.util.Locale;

/** Writes SVG, one element a line, with every text escaped. */
final class Svg {

    private final StringBuilder text = new StringBuilder();

    /**
     * Opens an element.
     *
     * @param attributes names and values in turn; numbers are written with one decimal at the most
     */
    Svg open(String element, Object... attributes) {
        text.append(tag(element, attributes)).append(">\n");
        return this;
    }

    Svg close(String element) {
        text.append("</").append(element).append(">\n");
        return this;
    }

    Svg empty(String element, Object... attributes) {
        text.append(tag(element, attributes)).append("/>\n");
        return this;
    }

    /** An element that holds a text. */
    Svg text(String element, String content, Object... attributes) {
        text.append(tag(element, attributes))
                .append('>')
                .append(escaped(content))
                .append("</")
                .append(element)
                .append(">\n");
        return this;
    }

    /** The text as it stands in XML: markup escaped, characters that XML 1.0 does not have replaced. */
    static String escaped(String content) {
        StringBuilder escaped = new StringBuilder();
        content.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(isXml(c) ? c : 0xFFFD);
            }
        });
        return escaped.toString();
    }

    private static boolean isXml(int c) {
        return c == '\n' || c == '\t' || (c >= ' ' && c < 0xD800) || (c >= 0xE000 && c != 0xFFFE && c != 0xFFFF);
    }

    private static String tag(String element, Object... attributes) {
        StringBuilder tag = new StringBuilder("<").append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            Object value = attributes[i + 1];
            String written = value instanceof Double number ? number(number) : escaped(value.toString());
            tag.append(' ').append(attributes[i]).append("=\"").append(written).append('"');
        }
        return tag.toString();
    }

    /** With one decimal at the most, alike on every machine. */
    static String number(double value) {
        String written = String.format(Locale.ROOT, "%.1f", value);
        return written.endsWith(".0") ? written.substring(0, written.length() - 2) : written;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
