package com.esab.data.postgres;

import com.esab.data.archive.ArchiveQuery;
import com.esab.data.archive.ArchivedSession;
import com.esab.data.error.ConfigurationException;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.error.RefusedRecordException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.health.Finding;
import com.esab.data.health.StoreHealth;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.store.ArchiveStore;
import com.esab.data.store.Store;
import com.esab.data.store.StoreProvider;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static com.esab.data.postgres.Sessions.MORNING;
import static com.esab.data.postgres.Sessions.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

@ExtendWith(RealServers.class)
class PostgresConnectIT {

    private static final String MARKER = "s3cr3t-marker";
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private static PostgresServer server;
    private static TestDatabase database;

    @BeforeAll
    static void migrate(PostgresServer shared) {
        server = shared;
        database = TestDatabase.migrated(server);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() {
        database.execute("TRUNCATE archived_sessions");
    }

    @Test
    void the_environment_connects_through_the_service_loader() {
        StoreProvider provider = ServiceLoader.load(StoreProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(candidate -> candidate.kind() == StoreProvider.Kind.ARCHIVE)
                .findFirst()
                .orElseThrow();

        try (Store store = provider.connect(Map.of(
                "POSTGRES_HOST", server.host(),
                "POSTGRES_PORT", Integer.toString(server.port()),
                "POSTGRES_DB", database.name(),
                "POSTGRES_USER", server.username(),
                "POSTGRES_PASSWORD", server.password()))) {
            assertThat(store).isInstanceOf(ArchiveStore.class);
            assertThat(store.health(DEADLINE).connected()).isTrue();
        }
    }

    @Test
    void health_names_product_latency_and_schema() {
        try (PostgresArchive store = database.archive()) {
            StoreHealth health = store.health(DEADLINE);

            assertThat(health.store()).isEqualTo("postgresql");
            assertThat(health.connected()).isTrue();
            assertThat(health.product()).contains(server.product());
            assertThat(health.latency()).isPresent();
            assertThat(health.schemaVersion()).contains("V002");
            assertThat(health.findings()).isEmpty();
        }
    }

    @Test
    void a_wrong_password_or_database_is_an_error_of_the_configuration() {
        assertThatThrownBy(() -> PostgresArchive.connect(database.jdbcUrl(), server.username(), "wrong"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("password");
        assertThatThrownBy(() ->
                        PostgresArchive.connect(database.jdbcUrl() + "_missing", server.username(), server.password()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(database.name() + "_missing");
        assertThatThrownBy(() -> PostgresArchive.connect(
                        database.jdbcUrl() + "?sslmode=maybe", server.username(), server.password()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("maybe");
    }

    @Test
    void several_hosts_and_parameters_of_the_driver_are_taken_as_the_driver_takes_them() {
        String hosts = "jdbc:postgresql://%s:1,%s:%d/%s"
                .formatted(server.host(), server.host(), server.port(), database.name());

        try (PostgresArchive store = PostgresArchive.connect(
                hosts + "?targetServerType=primary&ApplicationName=mine", server.username(), server.password())) {
            assertThat(store.archive().summary()).isNotNull();
            assertThat(database.query(
                            "SELECT DISTINCT application_name FROM pg_stat_activity WHERE datname = ?"
                                    + " AND pid <> pg_backend_pid()",
                            database.name()))
                    .contains("mine");
            assertThat(store).hasToString("PostgresArchive[" + hosts + "]");
        }
    }

    @Test
    void a_user_who_may_not_do_something_is_told_so() {
        try (TestDatabase.Role reader = database.role("reader", "reader");
                PostgresArchive store = readingArchive(reader)) {
            assertThat(store.archive().list(ArchiveQuery.all())).isNotNull();
            assertThatThrownBy(() -> store.archive().archive(session("forbidden")))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("permission denied for table archived_sessions");
            assertThat(store.health(DEADLINE).connected()).isTrue();
            assertThat(store.health(DEADLINE).findings())
                    .extracting(Finding::code)
                    .containsExactly("migration_history_unreadable");
        }
    }

    private static PostgresArchive readingArchive(TestDatabase.Role reader) {
        database.execute("GRANT SELECT ON archived_sessions TO " + reader.name());
        return PostgresArchive.connect(database.jdbcUrl(), reader.name(), "reader");
    }

    @Test
    void a_server_that_nobody_can_reach_is_unavailable() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThatThrownBy(() -> PostgresArchive.connect("jdbc:postgresql://127.0.0.1:" + port + "/x", "u", MARKER))
                .isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void a_server_that_accepts_and_says_nothing_is_unavailable_within_the_deadline() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();

            assertThatThrownBy(() -> TestDatabase.impatient()
                            .connect("jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/x", "u", MARKER))
                    .isInstanceOf(StoreUnavailableException.class);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE);
        }
    }

    @Test
    void a_password_appears_in_no_log_no_exception_and_no_text() throws IOException {
        List<String> texts = new ArrayList<>();
        String logged = logged(() -> {
            try (TestDatabase.Role marked = database.role("marked", MARKER)) {
                collect(texts, marked.name());
            }
        });

        assertThat(texts)
                .hasSize(14)
                .allSatisfy(text -> assertThat(text).isNotEqualTo("null").doesNotContain(MARKER));
        assertThat(logged).contains("marked").doesNotContain(MARKER);
    }

    /** What is said to a user with this name and the marker as password, rightly or wrongly given. */
    private static void collect(List<String> texts, String user) {
        for (String url : List.of(
                database.jdbcUrl() + "_missing",
                "jdbc:postgresql://127.0.0.1:1/x",
                "jdbc:postgresql://" + user + ":" + MARKER + "@localhost:1/x",
                "jdbc:postgresql://localhost:" + MARKER + "/x",
                "jdbc:postgresql://localhost/x?user=" + user + "&password=" + MARKER,
                MARKER)) {
            texts.add(trace(catchThrowable(() -> TestDatabase.impatient().connect(url, user, MARKER))));
        }
        texts.add(trace(
                catchThrowable(() -> TestDatabase.impatient().connect(database.jdbcUrl(), user, MARKER + "-wrong"))));
        try (PostgresArchive store = database.hurriedArchive(user, MARKER)) {
            texts.add(store.toString());
            texts.add(store.health(DEADLINE).toString());
            texts.add(trace(catchThrowable(() -> store.archive().archive(session("forbidden")))));
            database.execute("ALTER ROLE " + user + " NOLOGIN");
            database.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ?", user);
            for (int i = 0; i < 3; i++) {
                texts.add(trace(catchThrowable(() -> store.archive().summary())));
            }
            texts.add(store.health(DEADLINE).toString());
        }
    }

    @Test
    void what_was_said_appears_in_no_exception() {
        Session session = session("said").saved(1, Instant.parse("+12025-11-22T08:00:00Z"));
        try (PostgresArchive store = database.archive()) {
            assertThat(trace(catchThrowable(() -> store.archive().archive(session))))
                    .contains("said")
                    .doesNotContain("500 A");
        }
    }

    @Test
    void a_session_that_the_server_refuses_is_named_with_the_rule_and_nothing_is_written() {
        Session late = session("too-late").saved(1, Instant.parse("+12025-11-22T08:00:00Z"));
        try (PostgresArchive store = database.archive()) {
            assertThatThrownBy(() -> store.archive().archive(late))
                    .isInstanceOf(RefusedRecordException.class)
                    .hasMessageContaining("session too-late")
                    .hasMessageContaining("+12025-11-22")
                    .hasMessageContaining("SQLSTATE 22");
            assertThatThrownBy(() -> store.archive().archive(List.of(session("fine"), late)))
                    .isInstanceOf(RefusedRecordException.class)
                    .hasMessageContaining("2 sessions");

            assertThat(store.archive().find(SessionId.of("fine"))).isEmpty();
            assertThat(store.archive().archive(session("fine"))).isTrue();
        }
    }

    @Test
    void a_row_of_a_newer_version_cannot_be_read_and_is_named() {
        try (PostgresArchive store = database.archive()) {
            store.archive().archive(session("from-the-future"));
            database.execute("UPDATE archived_sessions SET schema_version = 99 WHERE session_id = 'from-the-future'");

            assertThatThrownBy(() -> store.archive().find(SessionId.of("from-the-future")))
                    .isInstanceOf(CorruptRecordException.class)
                    .hasMessageContaining("from-the-future")
                    .hasMessageContaining("99");
        }
    }

    @Test
    void the_status_of_the_row_is_what_counts() {
        try (PostgresArchive store = database.archive()) {
            store.archive().archive(session("swept"));
            database.execute("UPDATE archived_sessions SET status = 'abandoned' WHERE session_id = 'swept'");

            Optional<ArchivedSession> found = store.archive().find(SessionId.of("swept"));

            assertThat(found.flatMap(ArchivedSession::session)
                            .orElseThrow()
                            .status()
                            .label())
                    .isEqualTo("abandoned");
            assertThat(found.orElseThrow().version()).isEqualTo(1);
            assertThat(found.flatMap(ArchivedSession::session).orElseThrow().createdAt())
                    .isEqualTo(MORNING);
        }
    }

    private static String trace(Throwable thrown) {
        if (thrown == null) {
            return "null";
        }
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** Everything that the driver and the pool log meanwhile, at every level of the driver. */
    private static String logged(Runnable task) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.err;
        Logger driver = Logger.getLogger("org.postgresql");
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                synchronized (bytes) {
                    String text = record.getMessage() + " " + java.util.Arrays.toString(record.getParameters()) + " "
                            + trace(record.getThrown()) + "\n";
                    bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
                }
            }

            @Override
            public void flush() {
                // nothing is held back
            }

            @Override
            public void close() {
                // nothing was opened
            }
        };
        driver.addHandler(handler);
        driver.setLevel(Level.FINE);
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            task.run();
        } finally {
            System.setErr(before);
            driver.setLevel(null);
            driver.removeHandler(handler);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
