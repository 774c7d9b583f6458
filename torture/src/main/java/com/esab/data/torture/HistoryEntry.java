package com.esab.data.torture;

import com.esab.data.session.SessionId;

/**
 * One line of the history of a worker.
 *
 * @param message the name of the message that was added, unique in its session; empty for other operations
 * @param version the version that was acknowledged; 0 for other outcomes
 */
record HistoryEntry(Outcome outcome, Operation operation, SessionId session, String message, long version) {

    String line() {
        String text = message.replaceAll("\\s", " ");
        return String.join("\t", outcome.name(), operation.name(), session.value(), text, Long.toString(version))
                + "\n";
    }

    static HistoryEntry of(String line) {
        String[] parts = line.split("\t", -1);
        return new HistoryEntry(
                Outcome.valueOf(parts[0]),
                Operation.valueOf(parts[1]),
                SessionId.of(parts[2]),
                parts[3],
                Long.parseLong(parts[4]));
    }
}
