package com.esab.data.postgres;

import com.esab.data.archive.ArchiveQuery;
import com.esab.data.archive.ArchiveQuery.Part;
import com.esab.data.archive.SessionArchive;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.testkit.relay.TcpRelay;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static com.esab.data.postgres.Sessions.ANNA;
import static com.esab.data.postgres.Sessions.MORNING;
import static com.esab.data.postgres.Sessions.session;
import static com.esab.data.postgres.Sessions.sessions;
import static org.assertj.core.api.Assertions.assertThat;

/** What the server is asked to do, by its own count. */
@ExtendWith(RealServers.class)
class PostgresStatementsIT {

    private static final String USER_SAID_SOMETHING = "{\"messages\":[{\"role\":\"user\"}]}";

    private static TestDatabase database;
    private static TcpRelay relay;
    private static PostgresArchive store;
    private static Connection probe;

    @BeforeAll
    static void connect(PostgresServer server) throws SQLException {
        database = TestDatabase.migrated(server);
        probe = database.connection();
        database.execute("CREATE EXTENSION pg_stat_statements");
        relay = TcpRelay.to(server.host(), server.port());
        store = PostgresArchive.builder()
                .poolSize(1)
                .fetchSize(50)
                .connect(
                        "jdbc:postgresql://%s:%d/%s".formatted(relay.host(), relay.port(), database.name()),
                        server.username(),
                        server.password());
    }

    @AfterAll
    static void close() throws SQLException {
        store.close();
        relay.close();
        probe.close();
        database.close();
    }

    @BeforeEach
    void empty() {
        database.execute("TRUNCATE archived_sessions");
        forgetStatements();
    }

    @Test
    void sessions_are_archived_by_one_statement_in_one_round_trip_whatever_their_number() {
        for (int count : new int[] {1, 200, 1_000}) {
            database.execute("TRUNCATE archived_sessions");
            List<Session> batch = sessions(count);
            forgetStatements();

            assertThat(archive().archive(batch)).hasSize(count);

            assertThat(statements()).hasSize(1).first().asString().startsWith("1 x INSERT INTO archived_sessions");
            assertThat(relay.traffic().roundTrips()).isEqualTo(1);
        }
    }

    @Test
    void every_read_of_one_answer_is_one_statement_in_one_round_trip() {
        archive().archive(sessions(3));
        List<Runnable> reads = List.of(
                () -> assertThat(archive().find(SessionId.of("s-00001"))).isPresent(),
                () -> assertThat(archive().summary().totalSessions()).isEqualTo(3),
                () -> assertThat(archive().history(ANNA)).isPresent(),
                () -> assertThat(archive().histories(5)).hasSize(1),
                () -> assertThat(archive().idsOf(ANNA)).hasSize(3),
                () -> assertThat(archive().versionsOf(ids(3))).hasSize(3),
                () -> assertThat(archive().quietFor(Duration.ZERO, Optional.empty(), 5))
                        .hasSize(3));
        for (Runnable read : reads) {
            forgetStatements();

            read.run();

            assertThat(statements()).hasSize(1).first().asString().startsWith("1 x SELECT");
            assertThat(relay.traffic().roundTrips()).isEqualTo(1);
        }
    }

    @Test
    void erasing_is_one_statement_in_one_round_trip_and_purging_one_in_a_transaction() {
        archive().archive(sessions(3));
        forgetStatements();

        assertThat(archive().erase(List.of(SessionId.of("s-00001"), SessionId.of("unknown"))))
                .isEqualTo(2);

        assertThat(statements()).hasSize(1);
        assertThat(relay.traffic().roundTrips()).isEqualTo(1);
        forgetStatements();

        assertThat(archive().purge(Instant.now().plusSeconds(3_600))).isEqualTo(2);

        assertThat(statements())
                .filteredOn(statement -> !statement.contains("BEGIN") && !statement.contains("COMMIT"))
                .singleElement()
                .asString()
                .startsWith("1 x WITH outdated");
    }

    @Test
    void sessions_are_abandoned_by_one_statement_in_one_round_trip_whatever_their_number() {
        for (int count : new int[] {1, 200, 1_000}) {
            database.execute("TRUNCATE archived_sessions");
            archive().archive(sessions(count));
            Map<SessionId, Long> quiet = archive().quietFor(Duration.ZERO, Optional.empty(), count);
            forgetStatements();

            assertThat(archive().abandon(quiet)).isEqualTo(count);

            assertThat(statements()).singleElement().asString().startsWith("1 x WITH overdue");
            assertThat(relay.traffic().roundTrips()).isEqualTo(1);
        }
    }

    @Test
    void what_asks_for_nothing_sends_nothing() {
        archive().archive(List.of());
        archive().erase(List.of());
        archive().versionsOf(List.of());
        archive().abandon(Map.of());

        assertThat(statements()).isEmpty();
        assertThat(relay.traffic().roundTrips()).isZero();
    }

    @Test
    void the_sweep_reads_active_rows_only_and_in_their_order_even_in_a_plan_for_any_value() throws SQLException {
        archive().archive(sessions(3));
        forgetStatements();
        archive().quietFor(Duration.ZERO, Optional.empty(), 5);
        String asked = database.query("""
                SELECT query FROM pg_stat_statements JOIN pg_database ON pg_database.oid = dbid
                WHERE datname = current_database() AND query LIKE 'SELECT session_id, version%'""").get(0);

        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET enable_seqscan = off");
            statement.execute("SET enable_sort = off");
            statement.execute("SET plan_cache_mode = force_generic_plan");
            statement.execute(
                    "PREPARE quiet AS " + asked.replace("$4", "'active'").replace("$5", "'1 millisecond'"));
            assertThat(column(statement, "EXPLAIN EXECUTE quiet(1000, '', 200)"))
                    .anyMatch(line -> line.contains("Index Scan using archived_sessions_active_idx"))
                    .noneMatch(line -> line.contains("Sort"));
        }
    }

    @Test
    void a_query_over_many_sessions_is_one_statement_in_a_transaction() {
        archive().archive(sessions(200));
        forgetStatements();

        assertThat(archive()
                        .list(ArchiveQuery.all()
                                .user(ANNA)
                                .status(SessionStatus.ACTIVE)
                                .lastActiveFrom(MORNING)
                                .lastActiveUntil(MORNING.plusSeconds(3_600))
                                .containing(
                                        Part.CONVERSATION_HISTORY, Map.of("messages", List.of(Map.of("role", "user"))))
                                .limit(150)))
                .hasSize(150);

        assertThat(statements())
                .filteredOn(statement -> !statement.contains("BEGIN") && !statement.contains("ROLLBACK"))
                .singleElement()
                .asString()
                .startsWith("1 x WITH meant");
        assertThat(database.query("SELECT state FROM pg_stat_activity WHERE datname = current_database()"))
                .contains("idle")
                .doesNotContain("idle in transaction");
    }

    @Test
    void a_parameter_that_the_server_takes_for_frequent_is_found_without_reading_all_sessions() {
        archiveOrders(20_000);
        String sampled = database.query("""
                        SELECT (histogram_bounds::text::jsonb[])[2] ->> 'order' FROM pg_stats
                        WHERE tablename = 'archived_sessions' AND attname = 'master_parameters'""").get(0);
        ArchiveQuery query = ArchiveQuery.all()
                .containing(Part.MASTER_PARAMETERS, Map.of("order", sampled))
                .limit(1);
        archive().list(query);
        forgetStatements();

        assertThat(archive().list(query)).hasSize(1);

        assertThat(Long.parseLong(database.query("""
                                SELECT shared_blks_hit + shared_blks_read
                                FROM pg_stat_statements JOIN pg_database ON pg_database.oid = dbid
                                WHERE datname = current_database() AND query LIKE '%master_parameters @>%'""").get(0))).isBetween(1L, 100L);
    }

    @Test
    void what_few_or_many_sessions_contain_is_read_latest_first_and_no_further_than_asked() {
        archiveOrders(10_001);
        Map<String, String> ofOne = Map.of("order", "order-110001");
        Map<String, String> ofAll = Map.of("plant", "north");
        Part part = Part.MASTER_PARAMETERS;

        assertThat(archive().list(ArchiveQuery.all().containing(part, ofOne).limit(2)))
                .extracting(record -> record.id().value())
                .containsExactly("order-110001");
        // one more than would be read and sorted, then as many
        for (int another = 0; another < 2; another++) {
            assertThat(archive().list(ArchiveQuery.all().containing(part, ofAll).limit(3)))
                    .extracting(record -> record.id().value())
                    .containsExactly("order-110001", "order-110000", "order-109999");
            database.execute("DELETE FROM archived_sessions WHERE session_id = 'order-100001'");
        }
        assertThat(archive().list(ArchiveQuery.all().containing(part, ofAll).limit(20_000)))
                .hasSize(10_000);
    }

    @Test
    void twenty_thousand_sessions_are_read_without_holding_them_all() {
        List<Session> batch = new ArrayList<>(sessions(20_000));
        for (int from = 0; from < batch.size(); from += 1_000) {
            archive().archive(batch.subList(from, from + 1_000));
        }
        forgetStatements();
        AtomicLong read = new AtomicLong();
        AtomicLong bytesAtFirst = new AtomicLong();

        archive().forEach(ArchiveQuery.all(), record -> {
            if (read.getAndIncrement() == 0) {
                bytesAtFirst.set(relay.traffic().bytesToClient());
            }
        });

        assertThat(read).hasValue(20_000);
        assertThat(bytesAtFirst.get()).isPositive().isLessThan(relay.traffic().bytesToClient() / 100);
        assertThat(statements())
                .filteredOn(statement -> statement.contains("SELECT"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("1 x ");
    }

    @Test
    void what_was_said_is_found_by_hand_through_the_index() throws SQLException {
        archive().archive(session("abc-123-def"));

        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            String byHand = "SELECT session_id FROM archived_sessions WHERE conversation_history @> '"
                    + USER_SAID_SOMETHING + "'";
            assertThat(column(statement, byHand)).containsExactly("abc-123-def");

            statement.execute("SET enable_seqscan = off");
            assertThat(column(statement, "EXPLAIN " + byHand))
                    .anyMatch(line -> line.contains("archived_sessions_conversation_history_idx"));
        }
    }

    @Test
    void a_bound_parameter_uses_the_index_of_each_part_even_in_a_plan_for_any_value() throws SQLException {
        archive().archive(session("abc-123-def"));

        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET enable_seqscan = off");
            statement.execute("SET plan_cache_mode = force_generic_plan");
            for (Part part : Part.values()) {
                statement.execute("PREPARE containing_" + part.field()
                        + "(text) AS SELECT session_id FROM archived_sessions WHERE status <> 'erased' AND "
                        + part.field() + " @> $1::jsonb");
                assertThat(column(
                                statement,
                                "EXPLAIN EXECUTE containing_" + part.field() + "('" + USER_SAID_SOMETHING + "')"))
                        .anyMatch(line -> line.contains("archived_sessions_" + part.field() + "_idx"));
            }
        }
    }

    @Test
    void the_trigger_counts_whole_seconds_and_never_below_zero() {
        String insert = """
                INSERT INTO archived_sessions (session_id, created_at, last_activity_at, version, schema_version)
                VALUES (?, ?::timestamptz, ?::timestamptz, 1, 1) RETURNING session_duration_seconds""";

        assertThat(database.query(insert, "forward", "2025-11-22 08:00:00Z", "2025-11-22 08:01:30.9Z"))
                .containsExactly("90");
        assertThat(database.query(insert, "backward", "2025-11-22 08:00:00Z", "2025-11-22 07:00:00Z"))
                .containsExactly("0");
        assertThat(database.query(insert, "ages", "1900-01-01 00:00:00Z", "2025-01-01 00:00:00Z"))
                .containsExactly(Integer.toString(Integer.MAX_VALUE));
        assertThat(database.query(insert, "unknown", null, null)).containsExactly("0");
        assertThat(
                        database.query(
                                "UPDATE archived_sessions SET session_duration_seconds = -5 RETURNING session_duration_seconds"))
                .doesNotContain("-5");
    }

    @Test
    void a_status_of_another_name_is_refused_by_the_table() {
        assertThat(database.query("""
                        SELECT pg_get_constraintdef(oid) FROM pg_constraint
                        WHERE conname = 'archived_sessions_status_check'""")).first().asString().contains("active", "completed", "abandoned", "erased");
    }

    /** Sessions by the name of their order, one second after the other. */
    private static void archiveOrders(int count) {
        archive().archive(session("copied"));
        database.execute("""
                INSERT INTO archived_sessions (session_id, user_id, created_at, last_activity_at, current_state, language,
                    conversation_history, master_parameters, response_json, agent_logs, version, schema_version)
                SELECT name, user_id, created_at, last_activity_at + number * INTERVAL '1 second',
                    current_state, language, conversation_history,
                    jsonb_build_object('order', name, 'plant', 'north'), response_json, agent_logs, 1, schema_version
                FROM archived_sessions
                CROSS JOIN generate_series(1, %d) AS number
                CROSS JOIN LATERAL (SELECT 'order-' || 100000 + number) AS named (name)""".formatted(count));
        database.execute("DELETE FROM archived_sessions WHERE session_id = 'copied'");
        // the sessions written last are not in the index before a vacuum
        database.execute("VACUUM ANALYZE archived_sessions");
    }

    private static List<SessionId> ids(int count) {
        return sessions(count).stream().map(Session::id).toList();
    }

    private static SessionArchive archive() {
        return store.archive();
    }

    /** Counts from here, on a connection just used: the pool asks one that rested whether it still answers. */
    private static void forgetStatements() {
        archive().summary();
        try (Statement statement = probe.createStatement()) {
            statement.execute(
                    "SELECT pg_stat_statements_reset(0, (SELECT oid FROM pg_database WHERE datname = current_database()), 0)");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        relay.resetTraffic();
    }

    /** Every statement since it was last asked to forget them, with how often it ran; without those of a commit's triggers. */
    private static List<String> statements() {
        return database.query("""
                SELECT calls || ' x ' || regexp_replace(query, '\\s+', ' ', 'g')
                FROM pg_stat_statements JOIN pg_database ON pg_database.oid = dbid
                WHERE datname = current_database() AND query NOT LIKE '%pg_stat_statements%'
                    AND query NOT LIKE 'SET %' AND query NOT LIKE 'SHOW %'
                    AND query NOT LIKE '%archived_session_changes%' AND query NOT LIKE '%archived_session_users AS known%'
                    AND query NOT LIKE 'DELETE FROM archived_session_users%'
                ORDER BY query""");
    }

    private static List<String> column(Statement statement, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
