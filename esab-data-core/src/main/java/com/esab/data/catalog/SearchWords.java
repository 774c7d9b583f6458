package com.esab.data.catalog;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The words a product is searched by: runs of letters and digits, in lower case.
 *
 * <p>Every catalogue takes texts apart in this way, those of its products and those that are searched for.
 */
public final class SearchWords {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");

    private SearchWords() {}

    /** The words of a text, each once, in order of appearance. */
    public static Set<String> of(String text) {
        Set<String> words = new LinkedHashSet<>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            words.add(matcher.group().toLowerCase(Locale.ROOT));
        }
        return words;
    }

    /** The words of all texts among a product's properties, without those of its name. */
    public static Set<String> ofProperties(Product product) {
        Set<String> words = new LinkedHashSet<>();
        collect(product.properties(), words);
        return words;
    }

    private static void collect(@Nullable Object value, Set<String> words) {
        if (value instanceof String text) {
            words.addAll(of(text));
        } else if (value instanceof Collection<?> collection) {
            collection.forEach(element -> collect(element, words));
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(element -> collect(element, words));
        }
    }
}
