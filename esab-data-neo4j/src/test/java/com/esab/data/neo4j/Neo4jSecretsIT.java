package com.esab.data.neo4j;

import com.esab.data.error.ConfigurationException;
import com.esab.data.error.EsabDataException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.testkit.catalog.SampleCatalog;
import com.esab.data.testkit.server.Neo4jServer;
import com.esab.data.testkit.server.RealServers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.QueryConfig;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** A password is shown nowhere: in no exception, no text of an object, no health, and no log at its loudest. */
@ExtendWith(RealServers.class)
class Neo4jSecretsIT {

    private static final String MARKER = "tell-nobody-8f3a";
    private static final List<String> PREFIXES = List.of("org", "io", "com");
    private static final String PROPERTY = "org.slf4j.simpleLogger.log.";
    private static final int TRACE = 0;
    private static final int WARN = 30;

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final PrintStream teller = new PrintStream(told, true, StandardCharsets.UTF_8);
    private final PrintStream before = System.err;
    private final Logger root = Logger.getLogger("");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            teller.println(record.getMessage() + " " + Arrays.toString(record.getParameters()));
            if (record.getThrown() != null) {
                record.getThrown().printStackTrace(teller);
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

    @BeforeEach
    void everything_is_logged() throws ReflectiveOperationException {
        handler.setLevel(Level.FINEST);
        root.setLevel(Level.FINEST);
        root.addHandler(handler);
        System.setErr(teller);
        PREFIXES.forEach(prefix -> System.setProperty(PROPERTY + prefix, "trace"));
        level(TRACE);
    }

    @AfterEach
    void as_before() throws ReflectiveOperationException {
        PREFIXES.forEach(prefix -> System.clearProperty(PROPERTY + prefix));
        level(WARN);
        System.setErr(before);
        root.removeHandler(handler);
        root.setLevel(Level.INFO);
    }

    /** Loggers that exist already look at no property any more. */
    private static void level(int level) throws ReflectiveOperationException {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        Field loggers = factory.getClass().getDeclaredField("loggerMap");
        loggers.setAccessible(true);
        for (Object logger : ((Map<?, ?>) loggers.get(factory)).values()) {
            Field current = logger.getClass().getDeclaredField("currentLogLevel");
            current.setAccessible(true);
            current.setInt(logger, level);
        }
    }

    @Test
    void a_password_that_works_is_told_to_nobody_whatever_fails() {
        try (Neo4jServer server = RealServers.dedicatedNeo4j()) {
            try (Driver driver =
                    GraphDatabase.driver(server.uri(), AuthTokens.basic(server.username(), server.password()))) {
                driver.executableQuery("CREATE USER app SET PASSWORD $word CHANGE NOT REQUIRED")
                        .withParameters(Map.of("word", MARKER))
                        .withConfig(QueryConfig.builder().withDatabase("system").build())
                        .execute();
            }
            // how it came to the server is not what is asked here
            told.reset();
            try (Neo4jCatalog store =
                    Neo4jCatalog.builder().queryDeadline(Duration.ofSeconds(1)).connect(server.uri(), "app", MARKER)) {
                tell(store, store.catalog(), store.compatibility(), store.health(TestCatalog.PATIENCE));
                server.freeze();
                fails(StoreUnavailableException.class, () -> store.catalog().find(SampleCatalog.ARISTO_500IX));
                tell(store.health(Duration.ofMillis(300)));
                server.thaw();
                server.stop();
                fails(StoreUnavailableException.class, () -> store.catalog().find(SampleCatalog.ARISTO_500IX));
                tell(store.health(Duration.ofMillis(300)));
                fails(StoreUnavailableException.class, () -> Neo4jCatalog.builder()
                        .connectionTimeout(Duration.ofSeconds(1))
                        .connect(server.uri(), "app", MARKER));
            }
        }
        assertThat(toldText()).contains("neo4j is unavailable").doesNotContain(MARKER);
        // the driver said all it could
        assertThat(toldText()).contains("LOGON", "dbms.components");
    }

    @Test
    void a_password_that_does_not_work_is_told_to_nobody(Neo4jServer server) {
        fails(ConfigurationException.class, () -> Neo4jCatalog.connect(server.uri(), server.username(), MARKER));
        fails(
                ConfigurationException.class,
                () -> Neo4jCatalog.connect("bolt://neo4j:" + MARKER + "@localhost:7687", "neo4j", MARKER));
        fails(
                ConfigurationException.class,
                () -> Neo4jCatalog.connect("bolt://neo4j:" + MARKER + " @localhost", "neo4j", MARKER));
        fails(
                ConfigurationException.class,
                () -> Neo4jCatalog.connect("bolt://localhost?password=" + MARKER, "neo4j", MARKER));
        fails(ConfigurationException.class, () -> Neo4jCatalog.connect("http://localhost/" + MARKER, "neo4j", MARKER));
        fails(StoreUnavailableException.class, () -> Neo4jCatalog.connect("bolt://localhost:1", "neo4j", MARKER));
        fails(ConfigurationException.class, () -> new Neo4jStoreProvider()
                .connect(Map.of("NEO4J_PASSWORD", MARKER, "NEO4J_URI", " ")));
        fails(ConfigurationException.class, () -> new Neo4jStoreProvider()
                .connect(Map.of("NEO4J_PASSWORD", MARKER, "NEO4J_URI", server.uri())));

        assertThat(toldText()).contains("refuses this user", "LOGON").doesNotContain(MARKER);
    }

    private void fails(Class<? extends EsabDataException> expected, ThrowingCallable call) {
        Throwable error = catchThrowable(call);
        assertThat(error).isInstanceOf(expected);
        StringWriter trace = new StringWriter();
        error.printStackTrace(new PrintWriter(trace));
        tell(trace);
    }

    private void tell(Object... objects) {
        for (Object object : objects) {
            teller.println(object);
        }
    }

    private String toldText() {
        return told.toString(StandardCharsets.UTF_8);
    }
}
