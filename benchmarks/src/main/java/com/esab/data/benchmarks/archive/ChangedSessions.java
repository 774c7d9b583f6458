package com.esab.data.benchmarks.archive;

import com.esab.data.benchmarks.harness.Conversations;
import com.esab.data.postgres.PostgresArchive;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionState;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** What people do between two batches: of the sessions that changed every other one is new, the rest is archived in an older version. */
final class ChangedSessions {

    private static final int ARCHIVED = 2_000;
    private static final int AT_ONCE = 200;
    private static final int MESSAGES = 10;

    private final List<Session> archived = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(7);
    private int changes;
    private int nextArchived;

    private ChangedSessions() {
        for (int i = 0; i < ARCHIVED; i++) {
            Session begun = Conversations.session(id(), "user-" + i / 3, MESSAGES, i);
            archived.add(begun.saved(1, begun.createdAt().plusSeconds(300)));
        }
    }

    private String id() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    /** Begins with an archive that holds nothing but some sessions in their first version. */
    static ChangedSessions in(OwnSchema schema) throws SQLException {
        ChangedSessions sessions = new ChangedSessions();
        schema.run("TRUNCATE archived_sessions");
        try (PostgresArchive library = schema.library()) {
            for (int from = 0; from < ARCHIVED; from += AT_ONCE) {
                library.archive().archive(sessions.archived.subList(from, from + AT_ONCE));
            }
        }
        schema.run("VACUUM ANALYZE archived_sessions");
        return sessions;
    }

    List<Session> next(int count) {
        List<Session> changed = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            changed.add(changes++ % 2 == 0 ? begun() : changed());
        }
        return changed;
    }

    /** Says the same as another session, since it is made while a benchmark runs. */
    private Session begun() {
        Session like = archived.get(nextArchived);
        return Session.begin(SessionId.of(id()), like.userId(), like.createdAt())
                .withMessages(like.messages())
                .withMasterParameters(like.masterParameters())
                .withSelection(like.selection())
                .saved(1, like.lastActivityAt());
    }

    private Session changed() {
        Session before = archived.get(nextArchived);
        SessionState state = before.state() == SessionState.TORCH_SELECTION
                ? SessionState.FEEDER_SELECTION
                : SessionState.TORCH_SELECTION;
        Session after = before.withState(state)
                .saved(before.version() + 1, before.lastActivityAt().plus(Duration.ofSeconds(20)));
        archived.set(nextArchived, after);
        nextArchived = (nextArchived + 1) % ARCHIVED;
        return after;
    }
}
