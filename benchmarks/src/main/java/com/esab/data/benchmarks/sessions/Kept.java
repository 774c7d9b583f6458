package com.esab.data.benchmarks.sessions;

import com.esab.data.session.Session;
import java.util.ArrayList;
import java.util.List;

/**
 * Stored sessions of one thread, which saves or finds them in turn.
 *
 * @param <S> what stands for a session
 */
final class Kept<S> {

    private final Contender<S> contender;
    private final List<Session> expected;
    private final List<S> sessions = new ArrayList<>();
    private int turn;
    private boolean wereSaved;

    private Kept(Contender<S> contender, List<Session> begun) {
        this.contender = contender;
        expected = new ArrayList<>(begun);
        begun.forEach(session -> sessions.add(contender.begin(session)));
    }

    static <S> Kept<S> begin(Contender<S> contender, List<Session> sessions) {
        return new Kept<>(contender, sessions);
    }

    S saveNext() {
        wereSaved = true;
        int place = ++turn % sessions.size();
        S saved = contender.save(sessions.get(place), Dialogue.said(turn));
        sessions.set(place, saved);
        return saved;
    }

    S findNext() {
        return contender.find(expected.get(++turn % sessions.size()).id().value());
    }

    /** Says so when a session cannot be found as it was saved last. */
    void check() {
        for (int place = 0; place < sessions.size(); place++) {
            Session wanted = expected.get(place);
            int last = lastTurn(place);
            if (wereSaved && last > 0) {
                wanted = Dialogue.withLast(wanted, Dialogue.said(last));
            }
            requireSame(wanted, contender.asSession(contender.find(wanted.id().value())));
        }
    }

    /** When this place had its last turn; not above 0 when it had none. */
    private int lastTurn(int place) {
        return turn - Math.floorMod(turn - place, sessions.size());
    }

    static void requireSame(Session wanted, Session found) {
        Session comparable = found.saved(wanted.version(), wanted.lastActivityAt());
        if (!comparable.equals(wanted)) {
            throw new IllegalStateException("session %s is not what was saved:%n%s%ninstead of%n%s"
                    .formatted(wanted.id(), comparable.toJson(), wanted.toJson()));
        }
    }
}
