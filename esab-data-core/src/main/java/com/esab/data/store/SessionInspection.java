package com.esab.data.store;

import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * All that a session store holds of sessions, looked at from outside of their life, and what mends it; what a check of the stores
 * against each other is made of.
 *
 * <p>Works while programs save, archive and delete sessions. When the store does not answer within its deadline, every method throws
 * {@link com.esab.data.error.StoreUnavailableException}. Safe for use by many threads.
 */
public interface SessionInspection {

    /**
     * Hands over every session that is held, each once, and what does not agree within the store, in pages of some hundred.
     *
     * <p>A session is looked at as it is at one moment, together with all that says when it expires and whether it is queued; only what
     * is wrong at that moment is handed over as a discrepancy, and mended at the same moment if that was asked for. What comes or goes
     * meanwhile may be left out. Three round trips for each page, more where records are large, and some to find out which there are.
     *
     * @param repair whether what can be mended safely is mended
     * @param pages what it throws ends the inspection
     */
    void inspect(boolean repair, Consumer<? super Page> pages);

    /** These sessions as they are held now, without those that are not. Two round trips for some hundred. */
    Map<SessionId, Held> look(Collection<SessionId> ids);

    /**
     * Makes sessions due for the archive at once that are held in just this version and are not queued, as if they had never been
     * archived; none where the hand-over is off. One round trip.
     *
     * @param versions of sessions that were seen to be live
     * @return those that were made due
     */
    Set<SessionId> requeue(Map<SessionId, Long> versions);

    /** Has the store know again whose session this is, unless it is gone meanwhile. Three round trips at the most. */
    void index(SessionId id, UserId user);

    /** Has the store forget that these sessions were the user's, those excepted that are held. Three round trips at the most. */
    void unindex(UserId user, Collection<SessionId> ids);

    /**
     * A session that the store holds.
     *
     * @param session as its record says; empty when that cannot be read
     * @param live whether its user would find it
     * @param queued whether the archive is owed it, be it dead or not
     * @param indexed whether its user's sessions are known to include it; true for that of no user
     */
    record Held(SessionId id, Optional<Session> session, boolean live, boolean queued, boolean indexed) {}

    /**
     * A part of what an inspection hands over.
     *
     * @param unheld what the store knows to be sessions of a user, but does not hold; they may be archived
     */
    record Page(List<Held> sessions, List<Discrepancy> discrepancies, Map<UserId, Set<SessionId>> unheld) {

        public Page {
            sessions = List.copyOf(sessions);
            discrepancies = List.copyOf(discrepancies);
            unheld = Map.copyOf(unheld);
        }
    }
}
