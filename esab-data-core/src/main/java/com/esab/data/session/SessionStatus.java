package com.esab.data.session;

import com.esab.data.internal.text.Texts;
import java.util.Locale;

/** Whether a session goes on, and how it ended. */
public enum SessionStatus {
    /** It goes on, or nobody has noticed yet that it does not. */
    ACTIVE,
    /** Its configuration was completed. */
    COMPLETED,
    /** It was given up, or its time ran out. */
    ABANDONED,
    /** Its user was erased; only the archive knows this status, and nothing else of such a session. */
    ERASED;

    /** The word in documents and tables, such as {@code active}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The status with this label.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static SessionStatus ofLabel(String label) {
        for (SessionStatus status : values()) {
            if (status.label().equals(label)) {
                return status;
            }
        }
        throw new IllegalArgumentException("not a session status: \"" + Texts.printable(label) + "\"");
    }
}
