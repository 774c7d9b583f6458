package com.esab.data.memory;

import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import com.esab.data.store.SessionInspection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The records themselves say whose they are and when they expire, so within this store nothing can disagree. */
final class InMemorySessionInspection implements SessionInspection {

    private static final int PAGE = 200;

    private final SessionRecords records;

    InMemorySessionInspection(SessionRecords records) {
        this.records = records;
    }

    @Override
    public void inspect(boolean repair, Consumer<? super Page> pages) {
        List<SessionId> ids = new ArrayList<>(records.ids());
        for (int from = 0; from < ids.size(); from += PAGE) {
            Map<SessionId, Held> sessions = look(ids.subList(from, Math.min(from + PAGE, ids.size())));
            pages.accept(new Page(List.copyOf(sessions.values()), List.of(), Map.of()));
        }
    }

    @Override
    public Map<SessionId, Held> look(Collection<SessionId> ids) {
        return records.look(ids);
    }

    @Override
    public Set<SessionId> requeue(Map<SessionId, Long> versions) {
        return records.requeue(versions);
    }

    @Override
    public void index(SessionId id, UserId user) {
        // the record says whose it is
    }

    @Override
    public void unindex(UserId user, Collection<SessionId> ids) {
        // whose a session was goes with it
    }
}
