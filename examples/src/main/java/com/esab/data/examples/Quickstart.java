package com.esab.data.examples;

import com.esab.data.EsabData;
import com.esab.data.ProgressListener;
import com.esab.data.Sessions.Completion;
import com.esab.data.catalog.LoadReport;
import com.esab.data.neo4j.Neo4jCatalog;
import com.esab.data.postgres.PostgresArchive;
import com.esab.data.redis.RedisSessions;
import com.esab.data.schema.MigrationStatus;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import com.esab.data.testkit.catalog.SampleCatalog;
import com.esab.data.testkit.server.RealServers;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One conversation on real servers, from an empty Neo4j, Redis and PostgreSQL to its row in the archive. */
public final class Quickstart {

    static final UserId USER = UserId.of("user-123");

    private static final Duration ARCHIVE_POLL = Duration.ofMillis(100);

    /** The driver says when it opens and closes, which is not what a reader of the output wants to know. */
    private static final Logger DRIVER = Logger.getLogger("org.neo4j.driver");

    private Quickstart() {}

    public static void main(String[] arguments) {
        DRIVER.setLevel(Level.WARNING);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Display display = new Display(out);
        display.title("Starting Neo4j, Redis and PostgreSQL");
        try (RealServers.Started servers = RealServers.startAll();
                EsabData data = connect(servers)) {
            setUp(data, display, out);
            StoredData stored = new StoredData(servers, display);
            converse(data, display, stored);
            leave(data, display, stored);
            new OperatorsReport(data, display).print();
        }
    }

    static EsabData connect(RealServers.Started servers) {
        return EsabData.builder()
                .catalog(Neo4jCatalog.connect(
                        servers.neo4j().uri(),
                        servers.neo4j().username(),
                        servers.neo4j().password()))
                // an app keeps to the default of a minute; nobody wants to watch that long
                .sessions(RedisSessions.builder()
                        .checkpointDelay(Duration.ofSeconds(2))
                        .connect(servers.redis().uri()))
                .archive(PostgresArchive.connect(
                        servers.postgres().jdbcUrl(),
                        servers.postgres().username(),
                        servers.postgres().password()))
                .build();
    }

    private static void setUp(EsabData data, Display display, PrintStream out) {
        display.title("Setting up");
        List<MigrationStatus> applied = data.migrate();
        applied.forEach(
                migration -> display.field(migration.store(), migration.version() + " " + migration.description()));
        LoadReport report =
                data.catalog().load(SampleCatalog.data(), ProgressListener.bar(out, System.console() != null));
        display.field(
                "catalogue",
                "%d products, %d compatibilities, revision %d"
                        .formatted(report.products(), report.compatibilities(), report.revision()));
    }

    private static void converse(EsabData data, Display display, StoredData stored) {
        display.title("A conversation: Aristo 500ix and what goes with it");
        Session session = new GuidedDialogue(data, display).configure(USER, SampleCatalog.ARISTO_500IX);

        display.title("Two requests at once on this session");
        int applied = new RacingRequests(data).race(session.id(), "I need it by Friday.", "Is the cable included?");
        session = data.sessions().find(session.id()).orElseThrow();
        session.messages().forEach(message -> display.line("“" + message.content() + "”"));
        display.line("both are kept: the two changes were applied %d times, since one met the other's save"
                .formatted(applied));

        stored.printRedisKeys(session.id(), USER);

        data.sessions().update(session.id(), confirmed -> confirmed
                .withMessage(Message.assistant("Your package is confirmed.", Instant.now()))
                .withFinalized(true));
        Completion completion = data.sessions().complete(session.id());

        display.title("The finished configuration, "
                + completion.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        display.selection(completion.session().selection());
        stored.printArchivedRow(session.id());
    }

    private static void leave(EsabData data, Display display, StoredData stored) {
        display.title("A conversation that its user just leaves");
        SessionId id = data.sessions().start(USER).id();
        data.sessions()
                .update(id, session -> session.withMessage(Message.user("I will come back to this.", Instant.now())));
        display.line("nobody completes it; the archiver in the background brings it to the archive all the same");
        while (data.archive().find(id).isEmpty()) {
            LockSupport.parkNanos(ARCHIVE_POLL.toNanos());
        }
        stored.printArchivedRow(id);
        display.field("sessions of the user", data.sessions().ofUser(USER).size() + ", live and past");
    }
}
