package com.esab.data.testkit.simulation;

import com.esab.data.EsabData;
import com.esab.data.Sessions.Completion;
import com.esab.data.Sessions.Completion.Outcome;
import com.esab.data.archive.ArchiverSettings;
import com.esab.data.archive.SessionArchiver;
import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.error.EsabDataException;
import com.esab.data.error.NotFoundException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.store.CatalogStore;
import com.esab.data.testkit.simulation.ArchiveModel.Row;
import com.esab.data.testkit.simulation.Fault.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run: the two stores, the library on top of them, the time, and what happens at which point.
 *
 * <p>Every call to a store is a point. Nothing here depends on anything but the scenario and the faults.
 */
final class World {

    static final Duration TIME_TO_LIVE = Duration.ofHours(1);
    static final Duration CHECKPOINT_DELAY = Duration.ofMinutes(1);

    /** Clocks of Redis nodes differ by less than this. */
    private static final Duration FAIL_OVER = Duration.ofSeconds(10);

    /** By then the clock has overtaken the versions that were given before. */
    private static final Duration EVICTION = Duration.ofMillis(100);

    private static final Instant BEGIN = Instant.parse("2026-03-01T08:00:00Z");
    private static final Gin SOURCE = Gin.of("0446200880");
    private static final CatalogStore CATALOG = catalog();
    private static final int RUNS_UNTIL_DRAINED = 20;

    /** Small, so that few sessions fill a batch, and one failure leaves a batch of a single session. */
    private static final ArchiverSettings SETTINGS =
            ArchiverSettings.defaults().withBackground(false).withBatch(2).withTries(2);

    private final Optional<Scenario> scenario;
    private final List<Fault> faults;
    private final Mutant mutant;
    private final boolean recording;
    private final RedisModel redis;
    private final ArchiveModel archive = new ArchiveModel(this);
    private final Ledger ledger = new Ledger(this);
    private final EsabData data;
    private final List<Point> trace = new ArrayList<>();
    private final Set<String> stopped = new HashSet<>();
    private final Set<String> down = new HashSet<>();
    private final Set<String> failures = new HashSet<>();
    private final List<Erasure> failedErasures = new ArrayList<>();
    private final Map<String, SessionArchiver> archivers = new HashMap<>();
    private long now = BEGIN.toEpochMilli();
    private int messages;
    private boolean healing;
    private boolean clockStepped;
    private boolean redundant;
    private Running current = new Running("nobody");
    private @Nullable Suspended suspended;
    private @Nullable Violation violation;

    /** A world in which nothing goes wrong and everybody may call. */
    World(Duration timeToLive, Optional<Duration> checkpointDelay) {
        this(Optional.empty(), List.of(), Mutant.NONE, false, timeToLive, checkpointDelay);
    }

    /** A world in which a scenario runs. */
    World(Scenario scenario, List<Fault> faults, Mutant mutant, boolean recording) {
        this(Optional.of(scenario), faults, mutant, recording, TIME_TO_LIVE, Optional.of(CHECKPOINT_DELAY));
    }

    private World(
            Optional<Scenario> scenario,
            List<Fault> faults,
            Mutant mutant,
            boolean recording,
            Duration timeToLive,
            Optional<Duration> checkpointDelay) {
        this.scenario = scenario;
        this.faults = faults;
        this.mutant = mutant;
        this.recording = recording;
        this.redis = new RedisModel(this, timeToLive, checkpointDelay);
        this.data = EsabData.builder()
                .catalog(CATALOG)
                .sessions(redis)
                .archive(archive)
                .clock(clock())
                .archiver(SETTINGS)
                .build();
    }

    private static CatalogStore catalog() {
        Map<ComponentType, Applicability> applicability = new EnumMap<>(ComponentType.class);
        for (ComponentType type : ComponentType.values()) {
            if (type != ComponentType.POWER_SOURCE) {
                applicability.put(type, Applicability.NOT_APPLICABLE);
            }
        }
        CatalogStore store = new InMemoryStores(Clock.systemUTC()).catalog();
        store.catalog()
                .load(new CatalogData(
                        List.of(Product.of(ComponentType.POWER_SOURCE, SOURCE, "Aristo", Map.of())),
                        List.of(),
                        applicability));
        return store;
    }

    /**
     * A call that was made.
     *
     * @param keys those that Redis had just before, when the run is recorded
     * @param snapshots to how many earlier states Redis could fall back
     * @param last whether the process has no later step in the scenario
     */
    record Point(
            String process,
            String store,
            String call,
            boolean writes,
            List<String> keys,
            int snapshots,
            boolean last,
            boolean goesOn) {}

    /** Whose code runs. */
    private static final class Running {
        private final String process;
        private final int pauseBefore;
        private @Nullable Coroutine coroutine;
        private int calls;
        private boolean dead;
        private String claim = "";
        private boolean resuming;
        private boolean last;
        private Optional<UserId> erasing = Optional.empty();

        private Running(String process) {
            this(process, -1);
        }

        private Running(String process, int pauseBefore) {
            this.process = process;
            this.pauseBefore = pauseBefore;
        }
    }

    /** One that did not get to its end; each is another one. */
    private static final class Erasure {
        private final UserId user;

        private Erasure(UserId user) {
            this.user = user;
        }
    }

    private record Suspended(Running running, Coroutine coroutine) {}

    // for the stores

    boolean simulating() {
        return scenario.isPresent();
    }

    boolean without(Mutant rule) {
        return mutant == rule;
    }

    boolean isResuming() {
        return current.resuming;
    }

    /** Whether it is an erasure of this user that runs now. */
    boolean isErasing(UserId user) {
        return current.erasing.equals(Optional.of(user));
    }

    RedisModel redis() {
        return redis;
    }

    ArchiveModel archive() {
        return archive;
    }

    /** The store answers no call until it is {@link #mend mended}. */
    void breakDown(String store) {
        down.add(store);
    }

    void mend(String store) {
        down.remove(store);
    }

    Ledger ledger() {
        return ledger;
    }

    synchronized long now() {
        return now;
    }

    Instant instant() {
        return Instant.ofEpochMilli(now());
    }

    Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return World.this.instant();
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }

    synchronized void pass(Duration time) {
        now += time.toMillis();
    }

    /** A call to a store. */
    <T> T call(String store, String name, boolean writes, Supplier<T> body) {
        if (!simulating()) {
            return body.get();
        }
        if (healing) {
            pass(Duration.ofMillis(1));
            T answer = body.get();
            ledger.check();
            return answer;
        }
        Running running = current;
        if (running.dead) {
            throw new Violation(name + " is called by a process that died");
        }
        if (violation != null) {
            throw new ProcessDied();
        }
        if (running.coroutine != null && running.calls++ == running.pauseBefore) {
            running.coroutine.pause();
        }
        pass(Duration.ofMillis(scenario.orElseThrow().tick()));
        int point = trace.size();
        trace.add(new Point(
                running.process,
                store,
                name,
                writes,
                recording ? redis.keyNames() : List.of(),
                redis.snapshots(),
                running.last,
                suspended != null && suspended.running() != running));
        if (name.startsWith(RedisModel.CLAIM)) {
            running.claim = name;
        }
        List<Fault> here =
                faults.stream().filter(fault -> fault.point() == point).toList();
        for (Fault fault : here) {
            if (!fault.kind().isAfter()) {
                before(fault, store, name, running);
            }
        }
        if (violation != null) {
            throw new ProcessDied();
        }
        if (down.contains(store)) {
            throw StoreUnavailableException.unchanged(store, name, null);
        }
        T answer = body.get();
        ledger.check();
        for (Fault fault : here) {
            if (fault.kind() == Kind.ANSWER_LOST) {
                failures.add(running.claim + ", " + name + " " + fault.kind());
                throw StoreUnavailableException.outcomeUnknown(store, name, null);
            }
            if (fault.kind() == Kind.DIE_AFTER || fault.kind() == Kind.STOP_AFTER) {
                throw die(running, fault.kind() == Kind.STOP_AFTER);
            }
        }
        return answer;
    }

    private ProcessDied die(Running running, boolean forGood) {
        running.dead = true;
        archivers.remove(running.process);
        if (forGood) {
            stopped.add(running.process);
        }
        return new ProcessDied();
    }

    private void before(Fault fault, String store, String name, Running running) {
        String argument = fault.argument();
        switch (fault.kind()) {
            case DIE_BEFORE -> throw die(running, false);
            case STOP_BEFORE -> throw die(running, true);
            case ERROR -> {
                failures.add(running.claim + ", " + name + " " + fault.kind());
                throw new EsabDataException(store + " has raised an error in " + name);
            }
            case DOWN -> throw StoreUnavailableException.unchanged(store, name, null);
            case OUTAGE -> down.add(store);
            case PASS -> pass(Duration.ofSeconds(Long.parseLong(argument)));
            case CLOCK -> {
                clockStepped = true;
                redis.setClockAhead(Long.parseLong(argument));
            }
            case EVICT -> lose(argument);
            case FALL_BACK -> {
                pass(FAIL_OVER);
                losing(() -> redis.fallBack(Integer.parseInt(argument)));
            }
            case RUN -> run(other(argument), false);
            case BEGIN -> begin(argument);
            case GO_ON -> {
                if (suspended == null || suspended.running() == running) {
                    redundant = true;
                } else {
                    goOn();
                }
            }
            default -> throw new IllegalStateException("not before a call: " + fault);
        }
        ledger.check();
    }

    private void losing(Supplier<Boolean> loss) {
        Map<SessionId, Optional<Session>> held = ledger.held();
        if (loss.get()) {
            ledger.lost(held);
        } else {
            redundant = true;
        }
    }

    /** As {@link Kind#EVICT} does. */
    void lose(String key) {
        pass(EVICTION);
        losing(() -> redis.evict(key));
    }

    private Step other(String name) {
        return scenario.orElseThrow().other(name);
    }

    private void run(Step step, boolean last) {
        Running before = current;
        current = new Running(step.process());
        current.last = last;
        try {
            step.perform(this);
        } finally {
            current = before;
        }
    }

    private void begin(String argument) {
        int tilde = argument.indexOf('~');
        Step step = other(argument.substring(0, tilde));
        if (suspended != null) {
            redundant = true;
            return;
        }
        Running running = new Running(step.process(), Integer.parseInt(argument.substring(tilde + 1)));
        Coroutine coroutine = new Coroutine(() -> step.perform(this));
        running.coroutine = coroutine;
        suspended = new Suspended(running, coroutine);
        if (goOn()) {
            redundant = true;
        }
    }

    /** Whether it has ended. */
    private boolean goOn() {
        Suspended one = suspended;
        if (one == null) {
            return true;
        }
        Running before = current;
        current = one.running();
        boolean done = one.coroutine().goOn();
        current = before;
        if (done) {
            suspended = null;
        }
        return done;
    }

    // for the steps

    SessionId id(String session) {
        return SessionId.of(session);
    }

    void start(String session, String user) {
        data.sessions().start(id(session), Optional.of(UserId.of(user)));
        taken(session, 0);
    }

    void say(String session, String language) {
        int message = nextMessage();
        data.sessions().update(id(session), found -> found.withLanguage(language)
                .withMessage(Message.user(Integer.toString(message), BEGIN)));
        taken(session, 1L << message);
    }

    void sayInVain(String session) {
        try {
            say(session, "en");
        } catch (NotFoundException e) {
            // as it should be, unless Redis came back older
        }
    }

    private int nextMessage() {
        if (messages == Contents.MOST_MESSAGES) {
            throw new IllegalStateException("too many messages");
        }
        return messages++;
    }

    private void taken(String session, long contents) {
        if (!ledger.tookEver(id(session), contents | Contents.EXISTENCE)) {
            throw Ledger.broken(id(session), "was saved, says the library, but Redis took nothing");
        }
    }

    void choose(String session) {
        data.sessions().select(id(session), SOURCE);
    }

    void touch(String session) {
        data.sessions().touch(id(session));
    }

    void end(String session, boolean complete) {
        SessionId id = id(session);
        Completion completion =
                complete ? data.sessions().complete(id) : data.sessions().abandon(id);
        Row row = archive.row(id);
        boolean there = row != null && Contents.hold(row.contents(), Contents.of(completion.session()));
        boolean erased = ledger.isErased(id);
        if (completion.outcome() == Outcome.ARCHIVED && !there && !erased && !ledger.lostSomething(id)) {
            throw Ledger.broken(id, "is archived, says the library, and is not");
        }
        if (completion.outcome() == Outcome.NOT_ARCHIVED && !erased) {
            throw Ledger.broken(id, "was not archived, and nobody erased it");
        }
        taken(session, Contents.of(completion.session()));
    }

    void resume(String session) {
        Running running = current;
        running.resuming = true;
        try {
            Session resumed = data.sessions().resume(id(session));
            if (resumed.status() != SessionStatus.ACTIVE) {
                throw Ledger.broken(resumed.id(), "was resumed, and is not active");
            }
        } finally {
            running.resuming = false;
        }
    }

    /** One that gets to its end settles those that had failed before it began. */
    void erase(String name) {
        UserId user = UserId.of(name);
        Running running = current;
        List<Erasure> settled = new ArrayList<>(failedErasures);
        settled.removeIf(failed -> !failed.user.equals(user));
        Erasure erasure = new Erasure(user);
        failedErasures.add(erasure);
        running.erasing = Optional.of(user);
        ledger.erasing(user);
        try {
            data.sessions().erase(user);
        } finally {
            running.erasing = Optional.empty();
        }
        failedErasures.remove(erasure);
        failedErasures.removeAll(settled);
    }

    /** Each process has its own archiver, which a new process begins anew. */
    void archiveOnce() {
        archivers
                .computeIfAbsent(
                        current.process,
                        process -> new SessionArchiver(
                                redis.sessions(), redis.archiveQueue().orElseThrow(), archive, TIME_TO_LIVE, SETTINGS))
                .runOnce();
    }

    // the run

    /** Runs the scenario, mends everything, and looks at what became of it; what was violated, if anything. */
    Optional<Violation> run() {
        List<Step> steps = scenario.orElseThrow().steps();
        try {
            for (int i = 0; i < steps.size(); i++) {
                Step step = steps.get(i);
                boolean last = steps.subList(i + 1, steps.size()).stream()
                        .noneMatch(later -> later.process().equals(step.process()));
                if (!stopped.contains(step.process()) && violation == null) {
                    run(step, last);
                }
            }
        } finally {
            while (suspended != null) {
                goOn();
            }
        }
        if (violation == null) {
            try {
                heal();
            } catch (Violation e) {
                violation = e;
            } catch (EsabDataException e) {
                violation = new Violation("after everything was mended: " + e);
            }
        }
        return Optional.ofNullable(violation);
    }

    private void heal() {
        healing = true;
        down.clear();
        Set<SessionId> doomed = new HashSet<>();
        for (SessionId id : ledger.sessions()) {
            Row row = archive.row(id);
            if (redis.queued(id) && row != null && row.tombstone()) {
                doomed.add(id);
            }
        }
        drain();
        for (SessionId id : doomed) {
            if (redis.contents(id) != Contents.NOTHING && !redis.dead(id)) {
                throw Ledger.broken(id, "was erased, was due, and is still in Redis after archiving");
            }
        }
        ledger.checkArchived(!clockStepped);
        while (!failedErasures.isEmpty()) {
            UserId user = failedErasures.get(0).user;
            erase(user.value());
            ledger.checkErased(user);
        }
        pass(TIME_TO_LIVE);
        drain();
        pass(TIME_TO_LIVE);
        drain();
        ledger.check();
        ledger.checkPast();
        ledger.sessions().forEach(this::comeBack);
    }

    private void drain() {
        for (int i = 0; i < RUNS_UNTIL_DRAINED; i++) {
            pass(CHECKPOINT_DELAY.plusSeconds(1));
            archiveOnce();
            if (redis.drained()) {
                return;
            }
        }
        throw new Violation("the due set does not drain");
    }

    /** A session whose time is up comes back with all that is owed of it, unless it has ended or was erased. */
    private void comeBack(SessionId id) {
        try {
            ledger.resumed(data.sessions().resume(id));
        } catch (NotFoundException e) {
            long owed = ledger.owed(id);
            Row row = archive.row(id);
            boolean ended = row != null && Contents.hold(row.contents(), Contents.END);
            if (owed != Contents.NOTHING && !Contents.hold(owed, Contents.END) && !ended && !ledger.isErased(id)) {
                throw Ledger.broken(id, "cannot be resumed: " + e.getMessage());
            }
        }
    }

    void violated(Violation found) {
        if (violation == null) {
            violation = found;
        }
    }

    /** A program goes on after what the library told it. */
    void noticed(Step step, EsabDataException e) {
        if (faults.isEmpty()) {
            violated(new Violation(step.name() + " failed without a fault: " + e));
        }
    }

    List<Point> trace() {
        return trace;
    }

    /** Which calls failed for good, each after the claim of the archiver that made it. */
    Set<String> failures() {
        return failures;
    }

    /** Whether a fault had nothing to act on, so that the schedule is the same as another. */
    boolean redundant() {
        return redundant;
    }

    EsabData data() {
        return data;
    }
}
