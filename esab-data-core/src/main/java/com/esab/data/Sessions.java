package com.esab.data;

import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.CompatibilityEngine;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import com.esab.data.compatibility.SelectionCheck;
import com.esab.data.error.NotFoundException;
import com.esab.data.error.RejectedSelectionException;
import com.esab.data.internal.compatibility.FallOut;
import com.esab.data.session.Session;
import com.esab.data.session.SessionCache;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionState;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The life of a session, from its start to its record in the archive.
 *
 * <p>Whatever is chosen here is checked against the catalogue before it is saved. Each change is a load and a save of
 * the session; when somebody else saves in between, it is applied anew to what they saved, so nothing is overwritten.
 * When a store does not answer within its deadline, every method throws
 * {@link com.esab.data.error.StoreUnavailableException}. Safe for use by many threads.
 */
public final class Sessions {

    private final EsabData data;
    private final Clock clock;

    Sessions(EsabData data, Clock clock) {
        this.data = data;
        this.clock = clock;
    }

    /** Begins a session that belongs to nobody. One round trip. */
    public Session start() {
        return start(SessionId.random(), Optional.empty());
    }

    /** Begins a session of this user. One round trip. */
    public Session start(UserId user) {
        return start(SessionId.random(), Optional.of(user));
    }

    /**
     * Begins a session under an id of the app's own, which must never have been used before: a past session of this id would
     * be replaced in the archive, and where its user was erased, the new session is dropped. One round trip.
     *
     * @throws com.esab.data.error.ConflictException when there is one of this id, live, or past and not archived yet
     */
    public Session start(SessionId id, Optional<UserId> user) {
        return cache().create(Session.begin(id, user, clock.instant()));
    }

    /** The live session of this id. One round trip; the catalogue is not asked. */
    public Optional<Session> find(SessionId id) {
        return cache().find(id);
    }

    /**
     * Chooses a product: puts it into the slot of its type, or adds it to the accessories.
     *
     * <p>Later answers that cannot be completed with it are opened again, and the dialogue goes back to the first of
     * them; else it goes on to the next component that the power source takes and that has no answer. Two round trips
     * to the cache; the catalogue's store is not asked.
     *
     * @throws NotFoundException when there is no such product, or no such live session
     * @throws IllegalArgumentException when the product is a placeholder, or an accessory that is chosen already
     * @throws RejectedSelectionException when no complete package can be made with it and the answers before it
     */
    public Session select(SessionId id, Gin gin) {
        CompatibilityEngine compatibility = data.pinned();
        Product product =
                compatibility.find(gin).orElseThrow(() -> new NotFoundException("the catalogue has no product " + gin));
        if (product.placeholder()) {
            throw new IllegalArgumentException("%s is a placeholder and cannot be selected: skip the %s instead"
                    .formatted(gin, product.type().label()));
        }
        FallOut fallOut = new FallOut(compatibility);
        return cache().update(id, session -> {
            FallOut.Outcome outcome = fallOut.choose(session.selection(), SelectedProduct.of(product));
            Session answered = answered(session, product.type(), outcome);
            boolean otherSource = product.type() == ComponentType.POWER_SOURCE
                    && !session.selection().contains(product.gin());
            return otherSource ? backToFirstOpen(answered, outcome) : answered;
        });
    }

    /** Another power source may take components that nobody was asked for yet. */
    private static Session backToFirstOpen(Session session, FallOut.Outcome outcome) {
        return ComponentType.core().stream()
                .filter(type -> isToBeAnswered(type, outcome))
                .map(SessionState::of)
                .findFirst()
                .filter(open -> open.compareTo(session.state()) < 0)
                .map(session::withState)
                .orElse(session);
    }

    /**
     * Answers that no component of this type is wanted, and goes on.
     *
     * <p>The answer is none where the catalogue lets none stand beside what is chosen. Where it does not, an optional or
     * conditional component stays open. The accessories are just left as they are, and asked for no more once the dialogue
     * has come to them. Cost as {@link #select}.
     *
     * @throws IllegalArgumentException for the power source
     * @throws RejectedSelectionException when a package of what is chosen cannot do without it, and it is mandatory
     */
    public Session skip(SessionId id, ComponentType type) {
        if (type == ComponentType.POWER_SOURCE) {
            throw new IllegalArgumentException("the power source cannot be skipped");
        }
        return cache().update(id, session -> {
            if (type == ComponentType.ACCESSORY) {
                return session.state() == SessionState.ACCESSORIES_SELECTION
                        ? session.withState(SessionState.FINALIZE)
                        : session;
            }
            return answered(session, type, none(new FallOut(data.pinned()), session.selection(), type));
        });
    }

    private static FallOut.Outcome none(FallOut fallOut, Selection selection, ComponentType type) {
        try {
            FallOut.Outcome outcome = fallOut.none(selection, type);
            if (outcome.check().missing().contains(type)) {
                throw new RejectedSelectionException(
                        "no " + type.label() + " was refused: it is mandatory, and nothing stands for none of it",
                        List.of(new SelectionCheck.NoSuchNone(type)));
            }
            return outcome;
        } catch (RejectedSelectionException e) {
            Selection open = selection.without(type);
            SelectionCheck check = fallOut.verify(open);
            if (check.applicability().getOrDefault(type, Applicability.MANDATORY) == Applicability.MANDATORY) {
                throw e;
            }
            return new FallOut.Outcome(open, check);
        }
    }

    private static Session answered(Session session, ComponentType type, FallOut.Outcome outcome) {
        SessionState reached = session.state();
        SessionState answered = SessionState.of(type);
        if (answered != reached) {
            reached = nextOpen(reached, outcome);
        } else if (type != ComponentType.ACCESSORY) {
            reached = nextOpen(SessionState.values()[answered.ordinal() + 1], outcome);
        }
        for (ComponentType later : ComponentType.core()) {
            boolean fellOut = !session.selection().isOpen(later) && isToBeAnswered(later, outcome) && later != type;
            if (fellOut && SessionState.of(later).compareTo(reached) < 0) {
                reached = SessionState.of(later);
            }
        }
        return session.withSelection(outcome.selection()).withState(reached);
    }

    /** The first state from this one on whose component can be answered and is not. */
    private static SessionState nextOpen(SessionState from, FallOut.Outcome outcome) {
        SessionState state = from;
        while (state != SessionState.FINALIZE
                && !isToBeAnswered(state.component().orElseThrow(), outcome)) {
            state = SessionState.values()[state.ordinal() + 1];
        }
        return state;
    }

    private static boolean isToBeAnswered(ComponentType type, FallOut.Outcome outcome) {
        return outcome.check().applicability().get(type) != Applicability.NOT_APPLICABLE
                && (type == ComponentType.ACCESSORY || outcome.selection().isOpen(type));
    }

    /**
     * Changes a live session and saves it. Two round trips, two more for each conflict.
     *
     * <p>When the change touches the selection, the result is checked before it is saved. The state stays as the
     * change leaves it.
     *
     * @param change has no side effects, since it is applied anew after a conflict; when it returns the very instance
     *     it was given, nothing is saved
     * @throws RejectedSelectionException when the selection was changed into one that does not fit or leads nowhere
     * @throws NotFoundException when no such session is live, or a selected product does not exist
     * @throws IllegalArgumentException when the status was changed: see {@link #complete}
     */
    public Session update(SessionId id, UnaryOperator<Session> change) {
        return cache().update(id, session -> {
            Session changed = change.apply(session);
            if (changed.status() != session.status()) {
                throw new IllegalArgumentException("session " + id + ": an update does not end a session");
            }
            if (!changed.selection().equals(session.selection())) {
                new FallOut(data.pinned()).verify(changed.selection());
            }
            return changed;
        });
    }

    /** Starts the time of a live session anew; false when no such session is live. One round trip. */
    public boolean touch(SessionId id) {
        return cache().touch(id);
    }

    /**
     * Ends a session whose configuration is done, and archives it.
     *
     * <p>It needs a selection without violations and an answer for every mandatory component. First the cache learns of
     * the new status, then the archive gets the record, then the cache lets go. When the archive does not answer, the
     * session stays on the archive queue, and an archiver brings it there later; where the hand-over is off, this fails, the
     * cache keeps the ended session for one more time to live, and completing again archives it. A session that was
     * completed can be completed again and again.
     *
     * <p>Four round trips to the cache, two more for each conflict, and one statement.
     *
     * @throws RejectedSelectionException when something is violated or missing
     * @throws NotFoundException when there is no such session, its time is up, or it was abandoned
     */
    public Completion complete(SessionId id) {
        return new Ending(data, SessionStatus.COMPLETED).of(id, session -> {
            requireFinished(session);
            return session.withState(SessionState.FINALIZE);
        });
    }

    private void requireFinished(Session session) {
        SelectionCheck check = data.compatibility().check(session.selection());
        if (!check.fits()) {
            throw FallOut.rejected(check, "the selection of session " + session.id());
        }
        if (!check.missing().isEmpty()) {
            throw new RejectedSelectionException(
                    "session %s cannot be completed yet: it still needs an answer for %s"
                            .formatted(
                                    session.id(),
                                    check.missing().stream()
                                            .map(ComponentType::label)
                                            .collect(Collectors.joining(", "))),
                    List.of());
        }
    }

    /**
     * Ends a session that its user gives up, as it is, and archives it; otherwise as {@link #complete}, without a check.
     *
     * @throws NotFoundException when there is no such session, its time is up, or it was completed
     */
    public Completion abandon(SessionId id) {
        return new Ending(data, SessionStatus.ABANDONED).of(id, UnaryOperator.identity());
    }

    /**
     * Brings a session back whose time is up, as it was saved last; a live one is returned as it is.
     *
     * <p>What the cache still holds comes before what is archived. Where the cache has lost a session, this is the last
     * version that was archived. Three round trips to the cache and three statements; two statements when the cache holds it.
     *
     * @throws NotFoundException when there is no such session, it was ended by {@link #complete} or {@link #abandon}, or its user
     *     was erased
     * @throws com.esab.data.error.ConfigurationException when there is no archive, or the hand-over is off
     */
    public Session resume(SessionId id) {
        return new PastSessions(data).resume(id);
    }

    /**
     * All sessions of a user, live and past ones, the last active first. Two round trips and one statement.
     *
     * <p>A live session is as the cache has it, any other as it is archived; without an archive there are only the live ones.
     */
    public List<Session> ofUser(UserId user) {
        return new PastSessions(data).ofUser(user);
    }

    /** The session of a user that was last active, live or past. Two round trips and one statement. */
    public Optional<Session> latestOf(UserId user) {
        return new PastSessions(data).latestOf(user);
    }

    /**
     * Forgets a user for good, in both stores.
     *
     * <p>The cache drops each session of the user that is known, and in the archive it becomes a tombstone, so that nothing
     * which is on its way there can bring it back. When a store does not answer meanwhile, erasing again goes on where it
     * ended. Sessions that are started while this runs are not meant.
     *
     * <p>Two statements, some five round trips, one for each session, and one for every few hundred sessions on the archive
     * queue; in a cluster sixteen more.
     *
     * @throws com.esab.data.error.ConfigurationException when sessions are handed over to an archive that this program does
     *     not have; nothing was erased
     */
    public Erasure erase(UserId user) {
        return new PastSessions(data).erase(user);
    }

    private SessionCache cache() {
        return data.sessionCache();
    }

    /**
     * How ending a session went.
     *
     * @param session as it was ended
     * @param outcome where it is now
     */
    public record Completion(Session session, Outcome outcome) {

        /** Where an ended session is. */
        public enum Outcome {
            /** In the archive. */
            ARCHIVED,
            /** In the cache, on the archive queue: an archiver brings it to the archive. */
            QUEUED,
            /** In no archive: none is configured and the hand-over is off, or its user was erased meanwhile. */
            NOT_ARCHIVED
        }
    }

    /**
     * What erasing a user came to.
     *
     * @param sessions the sessions of the user that were known
     * @param archived how many of them are tombstones now and were not before
     * @param cached how many of them the cache dropped
     */
    public record Erasure(Set<SessionId> sessions, int archived, int cached) {

        public Erasure {
            sessions = Set.copyOf(sessions);
        }
    }
}
