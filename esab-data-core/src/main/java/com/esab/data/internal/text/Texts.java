package com.esab.data.internal.text;

/** What text from outside may contain, and how it is shown in a message. */
public final class Texts {

    private static final int SHOWN = 40;

    private Texts() {}

    /** The text with control characters replaced, cut to forty characters: safe to stand in a message. */
    public static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(SHOWN)
                .forEach(c -> shown.appendCodePoint(Character.isISOControl(c) || isSurrogate(c) ? '?' : c));
        return length(text) > SHOWN ? shown.append('…').toString() : shown.toString();
    }

    /** The number of characters as a person counts them: a surrogate pair is one. */
    public static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    public static boolean hasControlCharacter(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    /** Whether every store can hold the text: no U+0000 and no half of a surrogate pair. */
    public static boolean isStorable(String text) {
        // every text of every saved document passes here, and a stream costs a multiple of this loop
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
