package com.esab.data.benchmarks.sessions;

import com.esab.data.session.Message;
import com.esab.data.session.Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an app changes in a session. */
final class Dialogue {

    private static final String TURNS = "turns";
    private static final Instant SAID_AT = Instant.parse("2026-06-01T12:00:00.123Z");

    private Dialogue() {}

    /** Something to say, always of the same length. */
    static Message said(int number) {
        return Message.assistant(
                "The second has the longer cable, and fits the torch as well. (" + (100_000 + number % 900_000) + ")",
                SAID_AT);
    }

    static <T> List<T> withLast(List<T> all, T last) {
        List<T> changed = new ArrayList<>(all);
        changed.set(changed.size() - 1, last);
        return changed;
    }

    static Session withLast(Session session, Message said) {
        return session.withMessages(withLast(session.messages(), said));
    }

    static Map<String, Object> withOneMoreTurn(Map<String, Object> parameters) {
        Map<String, Object> changed = new HashMap<>(parameters);
        changed.put(TURNS, turns(parameters) + 1);
        return changed;
    }

    static Session withOneMoreTurn(Session session) {
        return session.withMasterParameters(withOneMoreTurn(session.masterParameters()));
    }

    static long turns(Map<String, Object> parameters) {
        return parameters.get(TURNS) instanceof Number turns ? turns.longValue() : 0;
    }
}
