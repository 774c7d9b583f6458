package com.esab.data.store;

import com.esab.data.health.Finding.Severity;

/**
 * Something in the stores, or between them, that does not agree.
 *
 * @param code names the kind for programs, such as {@code session_not_queued}; each kind has one severity
 * @param subject what it is about, such as {@code session abc-123-def}
 * @param message says for people what it means and what to do
 */
public record Discrepancy(String code, Severity severity, String subject, String message, Repair repair) {

    /** What can be done about it by itself. */
    public enum Repair {
        /** Nothing that could not be wrong: somebody has to decide. */
        NONE,
        /** It can be mended safely, and was not. */
        POSSIBLE,
        /** It was mended just now. */
        DONE
    }

    /** The same after it was mended. */
    public Discrepancy repaired() {
        return new Discrepancy(code, severity, subject, message, Repair.DONE);
    }

    /** For a line of text: severity, code, subject and message, and whether it was mended. */
    @Override
    public String toString() {
        String end =
                switch (repair) {
                    case NONE -> "";
                    case POSSIBLE -> " (can be repaired)";
                    case DONE -> " (repaired)";
                };
        return severity + " " + code + ": " + subject + ": " + message + end;
    }
}
