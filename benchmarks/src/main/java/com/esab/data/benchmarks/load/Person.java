package com.esab.data.benchmarks.load;

import com.esab.data.EsabData;
import com.esab.data.archive.ArchiveQuery;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionState;
import com.esab.data.session.UserId;
import com.esab.data.testkit.catalog.SampleCatalog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Has one dialogue after the other: talks, chooses what is offered, looks back at earlier sessions, ends or walks away. */
final class Person {

    private static final int USERS = 2_000;
    private static final List<Gin> SOURCES =
            List.of(SampleCatalog.ARISTO_500IX, SampleCatalog.WARRIOR_500I, SampleCatalog.RENEGADE_ES_300I_KIT);
    private static final List<String> SEARCHED = List.of("Aristo 500ix", "Warior", "PSF torch 5 m", "water cooler");

    private final EsabData data;
    private final Latencies latencies;
    private final SplittableRandom random;
    private long completed;

    Person(EsabData data, Latencies latencies, long seed) {
        this.data = data;
        this.latencies = latencies;
        this.random = new SplittableRandom(seed);
    }

    /** Sessions that were completed by {@link #talk}. */
    long completed() {
        return completed;
    }

    void talk() {
        UserId user = UserId.of("user-" + random.nextInt(USERS));
        SessionId id =
                latencies.timed("start", () -> data.sessions().start(user)).id();
        say(id, "I need a machine for 5 mm of mild steel");
        latencies.timed("search", () -> data.compatibility().search(SEARCHED.get(random.nextInt(SEARCHED.size())), 10));
        Session session = latencies.timed(
                "select", () -> data.sessions().select(id, SOURCES.get(random.nextInt(SOURCES.size()))));
        while (session.state() != SessionState.FINALIZE) {
            if (random.nextInt(40) == 0) {
                return; // walks away: the archiver finds the session
            }
            session = answer(session);
        }
        end(id);
        lookBack(user);
    }

    private void say(SessionId id, String text) {
        latencies.timed("update", () -> data.sessions()
                .update(id, session -> session.withMessage(Message.user(text, Instant.now()))));
    }

    private Session answer(Session session) {
        SessionId id = session.id();
        say(id, "And what goes with it?");
        Session found = latencies
                .timed("find", () -> data.sessions().find(id))
                .orElseThrow(() -> new IllegalStateException("session " + id + " is gone within its hour"));
        ComponentType type = found.state().component().orElseThrow();
        List<Product> offered = latencies
                .timed("candidates", () -> data.compatibility()
                        .candidates(CandidateQuery.of(type, found.selection()).limit(10)))
                .items();
        boolean enough = !found.selection().accessories().isEmpty();
        return offered.isEmpty() || enough
                ? latencies.timed("skip", () -> data.sessions().skip(id, type))
                : latencies.timed("select", () -> data.sessions()
                        .select(id, offered.get(random.nextInt(offered.size())).gin()));
    }

    private void end(SessionId id) {
        if (random.nextInt(5) == 0) {
            latencies.timed("abandon", () -> data.sessions().abandon(id));
        } else {
            latencies.timed("complete", () -> data.sessions().complete(id));
            completed++;
        }
    }

    private void lookBack(UserId user) {
        switch (random.nextInt(6)) {
            case 0 ->
                latencies.timed("sessions of a user", () -> data.sessions().ofUser(user));
            case 1 -> latencies.timed("latest of a user", () -> data.sessions().latestOf(user));
            case 2 -> latencies.timed("summary", () -> data.archive().summary());
            case 3 ->
                latencies.timed("list of the archive", () -> data.archive()
                        .list(ArchiveQuery.all().user(user).limit(20)));
            default -> {
                String key = "quote-" + random.nextInt(500);
                latencies.timed("cache put", () -> {
                    data.cache().put(key, "offered to " + user, Duration.ofMinutes(1));
                    return true;
                });
                Optional<String> cached =
                        latencies.timed("cache get", () -> data.cache().get(key));
                if (cached.isEmpty()) {
                    throw new IllegalStateException("a value that was cached a moment ago is gone");
                }
            }
        }
    }
}
