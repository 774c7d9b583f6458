package com.esab.data.testkit.relay;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Finds the commands in what a Redis client sends, however the bytes are cut into pieces: arrays of bulk strings, and inline
 * commands.
 */
final class RespCommands {

    private static final int LONGEST_LINE = 1024;
    private static final Pattern COUNT = Pattern.compile("\\*\\d{1,18}");
    private static final Pattern LENGTH = Pattern.compile("\\$\\d{1,18}");

    private final StringBuilder line = new StringBuilder();
    private final StringBuilder name = new StringBuilder();
    /** Bulk strings the current command still has; the first of them is its name. */
    private long words;
    /** Bytes the current bulk string still has, with the two of its line end. */
    private long bytesLeft;

    private boolean naming;

    void accept(byte[] bytes, int length, Consumer<String> commands) {
        int i = 0;
        while (i < length) {
            if (bytesLeft > 0) {
                int step = (int) Math.min(bytesLeft, length - i);
                if (naming) {
                    name.append(new String(bytes, i, step, StandardCharsets.ISO_8859_1));
                }
                i += step;
                bytesLeft -= step;
                if (bytesLeft == 0) {
                    endOfWord(commands);
                }
            } else {
                char c = (char) (bytes[i++] & 0xff);
                if (c == '\n') {
                    endOfLine(line.toString().strip(), commands);
                    line.setLength(0);
                } else if (line.length() < LONGEST_LINE) {
                    line.append(c);
                }
            }
        }
    }

    private void endOfLine(String text, Consumer<String> commands) {
        if (words > 0 && LENGTH.matcher(text).matches()) {
            bytesLeft = Long.parseLong(text.substring(1)) + 2;
        } else if (COUNT.matcher(text).matches()) {
            words = Long.parseLong(text.substring(1));
            naming = true;
        } else if (!text.isEmpty()) {
            commands.accept(text.split(" ", 2)[0].toUpperCase(Locale.ROOT));
        }
    }

    private void endOfWord(Consumer<String> commands) {
        words--;
        if (naming) {
            naming = false;
            commands.accept(name.toString().strip().toUpperCase(Locale.ROOT));
            name.setLength(0);
        }
    }
}
