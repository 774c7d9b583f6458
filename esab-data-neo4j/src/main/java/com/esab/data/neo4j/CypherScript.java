package com.esab.data.neo4j;

import java.util.ArrayList;
import java.util.List;

/** A script of Cypher statements, each ended by a semicolon, as {@code cypher-shell} reads it. */
final class CypherScript {

    private final String text;
    private final StringBuilder statement = new StringBuilder();
    private final List<String> statements = new ArrayList<>();
    private int position;

    private CypherScript(String text) {
        this.text = text;
    }

    /** The statements of a script, without comments; a semicolon in a string, a quoted name or a comment ends nothing. */
    static List<String> statements(String text) {
        return new CypherScript(text).split();
    }

    private List<String> split() {
        while (position < text.length()) {
            char c = text.charAt(position);
            if (text.startsWith("//", position)) {
                skipTo("\n", 0);
            } else if (text.startsWith("/*", position)) {
                position += 2;
                skipTo("*/", 2);
                statement.append(' ');
            } else if (c == '\'' || c == '"' || c == '`') {
                copyQuoted(c);
            } else if (c == ';') {
                position++;
                end();
            } else {
                statement.append(c);
                position++;
            }
        }
        end();
        return List.copyOf(statements);
    }

    private void skipTo(String end, int length) {
        int found = text.indexOf(end, position);
        position = found < 0 ? text.length() : found + length;
    }

    /** A backslash protects the next character, except in a quoted name, where a doubled backtick stands for one. */
    private void copyQuoted(char quote) {
        statement.append(quote);
        position++;
        while (position < text.length()) {
            char c = text.charAt(position++);
            statement.append(c);
            if (c == quote) {
                return;
            }
            if (c == '\\' && quote != '`' && position < text.length()) {
                statement.append(text.charAt(position++));
            }
        }
    }

    private void end() {
        String ended = statement.toString().strip();
        statement.setLength(0);
        if (!ended.isEmpty()) {
            statements.add(ended);
        }
    }
}
