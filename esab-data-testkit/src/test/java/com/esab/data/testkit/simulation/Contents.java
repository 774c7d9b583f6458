package com.esab.data.testkit.simulation;

import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionStatus;

/** What a session holds, as a set of bits: one for each numbered message, one for its existence, one for its end. */
final class Contents {

    static final int MOST_MESSAGES = 60;
    static final long NOTHING = 0;
    static final long EXISTENCE = 1L << 61;
    static final long END = 1L << 62;

    private Contents() {}

    static long of(Session session) {
        long contents = EXISTENCE;
        for (Message message : session.messages()) {
            contents |= 1L << Integer.parseInt(message.content());
        }
        return session.status() == SessionStatus.ACTIVE ? contents : contents | END;
    }

    static boolean hold(long contents, long wanted) {
        return (contents & wanted) == wanted;
    }

    static String text(long contents) {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < MOST_MESSAGES; i++) {
            if (hold(contents, 1L << i)) {
                text.append(text.length() > 1 ? " " : "").append(i);
            }
        }
        return text.append(hold(contents, END) ? " ended}" : "}").toString();
    }
}
