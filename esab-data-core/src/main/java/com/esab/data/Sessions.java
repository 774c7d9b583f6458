package com.esab.data;

import com.esab.data.archive.ArchivedSession;
import com.esab.data.archive.SessionArchive;
import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
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
import com.esab.data.store.Arguments;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
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
     * Begins a session under an id of the app's own. One round trip.
     *
     * @throws com.esab.data.error.ConflictException when there is one of this id
     */
    public Session start(SessionId id, Optional<UserId> user) {
        return cache().create(Session.begin(id, user, clock.instant()));
    }

    /** The live session of this id. One round trip; the catalogue is not asked. */
    public Optional<Session> find(SessionId id) {
        return cache().find(id);
    }

    /** The live sessions of a user, the last active first. Two round trips. */
    public List<Session> ofUser(UserId user) {
        return cache().ofUser(user);
    }

    /**
     * Chooses a product: puts it into the slot of its type, or adds it to the accessories.
     *
     * <p>Later answers that cannot be completed with it are opened again, and the dialogue goes back to the first of
     * them; else it goes on to the next component that the power source takes and that has no answer. Two round trips
     * to the cache, one query for the product, and one check unless something falls out.
     *
     * @throws NotFoundException when there is no such product, or no such live session
     * @throws IllegalArgumentException when the product is a placeholder, or an accessory that is chosen already
     * @throws RejectedSelectionException when no complete package can be made with it and the answers before it
     */
    public Session select(SessionId id, Gin gin) {
        Product product = data.catalog()
                .find(gin)
                .orElseThrow(() -> new NotFoundException("the catalogue has no product " + gin));
        if (product.placeholder()) {
            throw new IllegalArgumentException("%s is a placeholder and cannot be selected: skip the %s instead"
                    .formatted(gin, product.type().label()));
        }
        FallOut fallOut = new FallOut(data.compatibility());
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
        FallOut fallOut = new FallOut(data.compatibility());
        return cache().update(id, session -> {
            if (type == ComponentType.ACCESSORY) {
                return session.state() == SessionState.ACCESSORIES_SELECTION
                        ? session.withState(SessionState.FINALIZE)
                        : session;
            }
            return answered(session, type, none(fallOut, session.selection(), type));
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
     * <p>When the change touches the selection, the result is checked before it is saved, with one more query. The state
     * stays as the change leaves it.
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
                new FallOut(data.compatibility()).verify(changed.selection());
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
     * cache keeps the ended session for one more time to live, and completing again archives it; a session that was
     * completed can be completed again and again. Without an archive it ends in the cache only.
     *
     * <p>Four round trips to the cache, two more for each conflict; one check for each try; one statement.
     *
     * @throws RejectedSelectionException when something is violated or missing
     * @throws NotFoundException when there is no such session, or it was abandoned
     */
    public Completion complete(SessionId id) {
        Optional<Session> held = cache().findHeld(id);
        if (held.isEmpty() || held.get().status() != SessionStatus.ACTIVE) {
            return completedBefore(id, held);
        }
        return completeNow(id);
    }

    private Completion completeNow(SessionId id) {
        Session ended;
        try {
            ended = cache().update(id, session -> {
                requireFinished(session);
                return session.withStatus(SessionStatus.COMPLETED).withState(SessionState.FINALIZE);
            });
        } catch (NotFoundException e) {
            Optional<Session> held = cache().findHeld(id);
            if (held.isPresent() && held.get().status() == SessionStatus.ACTIVE) {
                throw e;
            }
            return completedBefore(id, held);
        }
        return handOver(ended);
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

    private Completion completedBefore(SessionId id, Optional<Session> held) {
        if (held.isPresent() && held.get().status() == SessionStatus.COMPLETED) {
            return handOver(held.get());
        }
        return data.archiveIfConfigured()
                .flatMap(archive -> archive.find(id))
                .filter(record -> record.status() == SessionStatus.COMPLETED)
                .flatMap(ArchivedSession::session)
                .map(session -> new Completion(session, true))
                .orElseThrow(() -> Arguments.notLive(id));
    }

    private Completion handOver(Session ended) {
        Optional<SessionArchive> archive = data.archiveIfConfigured();
        boolean archived = archive.map(target -> archived(target, ended)).orElse(false);
        if (archive.isPresent()) {
            cache().delete(ended.id());
        }
        return new Completion(ended, archived);
    }

    /** What is not written is there already, unless its user was erased meanwhile. */
    private static boolean archived(SessionArchive archive, Session ended) {
        return archive.archive(ended)
                || archive.find(ended.id()).map(record -> !record.isTombstone()).orElse(false);
    }

    private SessionCache cache() {
        return data.sessionCache();
    }

    /**
     * How completing a session ended.
     *
     * @param session as it was completed
     * @param archived whether its record is in the archive; false where no archive is configured, and where its user was erased
     *     meanwhile
     */
    public record Completion(Session session, boolean archived) {}
}
