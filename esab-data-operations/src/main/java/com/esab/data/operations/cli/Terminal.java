package com.esab.data.operations.cli;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;

/** The person before the screen, if there is one. */
final class Terminal {

    private Terminal() {}

    /** From Java 22 on there is a console without a terminal, too. */
    static boolean isThere() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    static boolean confirms(String question) {
        Console console = System.console();
        if (console == null || !isThere()) {
            return false;
        }
        String answer = console.readLine("%s [yes/no] ", question);
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).equals("yes");
    }
}
