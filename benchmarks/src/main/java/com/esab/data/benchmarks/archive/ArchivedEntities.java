package com.esab.data.benchmarks.archive;

import jakarta.persistence.QueryHint;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hibernate.jpa.HibernateHints;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.jpa.repository.QueryHints;
import org.springframework.transaction.annotation.Transactional;

/** The archive as an app would ask it through Spring Data. */
@Transactional(readOnly = true)
interface ArchivedEntities extends JpaRepository<ArchivedEntity, Long> {

    List<ArchivedEntity> findBySessionIdIn(Collection<String> ids);

    Optional<ArchivedEntity> findBySessionId(String id);

    @Query("""
            SELECT a FROM ArchivedEntity a WHERE a.status <> 'erased' AND a.userId = :user
            ORDER BY a.lastActivityAt DESC, a.sessionId""")
    List<ArchivedEntity> ofUser(String user, Limit most);

    @Query("""
            SELECT a FROM ArchivedEntity a
            WHERE a.status <> 'erased' AND a.lastActivityAt >= :from AND a.lastActivityAt < :until
            ORDER BY a.lastActivityAt DESC, a.sessionId""")
    List<ArchivedEntity> inTime(Instant from, Instant until, Limit most);

    @Query(value = """
            SELECT * FROM archived_sessions
            WHERE status <> 'erased' AND master_parameters @> CAST(:parameters AS jsonb)
            ORDER BY last_activity_at DESC, session_id LIMIT :most""", nativeQuery = true)
    List<ArchivedEntity> containing(String parameters, int most);

    @Query("""
            SELECT a FROM ArchivedEntity a WHERE a.status <> 'erased'
            ORDER BY a.lastActivityAt DESC, a.sessionId""")
    @QueryHints({
        @QueryHint(name = HibernateHints.HINT_FETCH_SIZE, value = "100"),
        @QueryHint(name = HibernateHints.HINT_READ_ONLY, value = "true")
    })
    Stream<ArchivedEntity> stream(Limit most);

    @Query(value = """
            SELECT total_sessions AS "totalSessions", unique_users AS "uniqueUsers",
                avg_messages_per_session AS "avgMessagesPerSession",
                avg_session_duration_sec AS "avgSessionDurationSec", finalized_sessions AS "finalizedSessions",
                completed_sessions AS "completedSessions", abandoned_sessions AS "abandonedSessions",
                active_sessions AS "activeSessions"
            FROM session_summary_stats""", nativeQuery = true)
    Summary summary();

    @Query(value = """
            SELECT user_id AS "userId", total_sessions AS "totalSessions", avg_messages AS "avgMessages",
                avg_duration_sec AS "avgDurationSec", last_session_date AS "lastSessionDate",
                finalized_count AS "finalizedCount"
            FROM user_session_history WHERE user_id = :user""", nativeQuery = true)
    Optional<History> history(String user);

    @Query(value = """
            SELECT user_id AS "userId", total_sessions AS "totalSessions", avg_messages AS "avgMessages",
                avg_duration_sec AS "avgDurationSec", last_session_date AS "lastSessionDate",
                finalized_count AS "finalizedCount"
            FROM user_session_history ORDER BY last_session_date DESC, user_id LIMIT :most""", nativeQuery = true)
    List<History> histories(int most);

    /** A row of {@code session_summary_stats}. */
    interface Summary {
        long getTotalSessions();

        long getUniqueUsers();

        @Nullable
        Double getAvgMessagesPerSession();

        @Nullable
        Double getAvgSessionDurationSec();

        long getFinalizedSessions();

        long getCompletedSessions();

        long getAbandonedSessions();

        long getActiveSessions();
    }

    /** A row of {@code user_session_history}. */
    interface History {
        String getUserId();

        long getTotalSessions();

        @Nullable
        Double getAvgMessages();

        @Nullable
        Double getAvgDurationSec();

        Instant getLastSessionDate();

        long getFinalizedCount();
    }
}
