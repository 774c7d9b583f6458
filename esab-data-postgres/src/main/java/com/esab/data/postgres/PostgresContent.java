package com.esab.data.postgres;

import com.esab.data.ProgressListener;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.json.Json;
import com.esab.data.schema.Schema;
import com.esab.data.store.ContentRecord;
import com.esab.data.store.ContentRecord.Fields;
import com.esab.data.store.StoreContent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The rows of {@code archived_sessions}, without their numbers, to which nothing refers. */
final class PostgresContent implements StoreContent {

    static final String KIND = "archived_session";

    /** A batch ends with whichever comes first. */
    private static final int BATCH_ROWS = 500;

    private static final int BATCH_CHARACTERS = 4_000_000;

    /** The columns; each is a field of the same name, and an SQL null is a field that is absent. */
    private enum Column {
        SESSION_ID("text", true),
        USER_ID("text", false),
        CREATED_AT("timestamptz", false),
        ARCHIVED_AT("timestamptz", true),
        LAST_ACTIVITY_AT("timestamptz", false),
        CURRENT_STATE("text", false),
        LANGUAGE("text", false),
        STATUS("text", true),
        EXPIRED("boolean", true),
        CONVERSATION_HISTORY("jsonb", false),
        MASTER_PARAMETERS("jsonb", false),
        RESPONSE_JSON("jsonb", false),
        AGENT_LOGS("jsonb", false),
        FINALIZED("boolean", true),
        MESSAGE_COUNT("integer", true),
        PRODUCT_SELECTIONS_COUNT("integer", true),
        // a trigger sets it anew, to the same
        SESSION_DURATION_SECONDS("integer", true),
        VERSION("bigint", true),
        SCHEMA_VERSION("integer", true),
        EXTRA("jsonb", false);

        /** What the server writes; it would also read {@code yesterday}. */
        private static final Pattern TIME =
                Pattern.compile("-?infinity|\\d{4,6}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|\\+00:00)( BC)?");

        private final String type;
        private final boolean required;

        Column(String type, boolean required) {
            this.type = type;
            this.required = required;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        String exported() {
            return "to_jsonb(%s)::text".formatted(label());
        }

        String imported() {
            return type.equals("jsonb")
                    ? "document -> '%s'".formatted(label())
                    : "(document ->> '%s')::%s".formatted(label(), type);
        }

        void take(Fields fields) {
            switch (type) {
                case "boolean" -> fields.bool(label());
                case "integer" -> fields.integer(label());
                case "bigint" -> fields.wholeNumber(label());
                case "jsonb" -> fields.any(label());
                case "timestamptz" -> text(fields).ifPresent(this::requireTime);
                default -> text(fields);
            }
        }

        private Optional<String> text(Fields fields) {
            return required ? Optional.of(fields.text(label())) : fields.optionalText(label());
        }

        private void requireTime(String text) {
            if (!TIME.matcher(text).matches()) {
                throw new CorruptRecordException(label() + " is not a time");
            }
        }

        static String list(Function<Column, String> text) {
            return Arrays.stream(values()).map(text).collect(Collectors.joining(", "));
        }
    }

    private static final String EXPORT = "SELECT %s FROM archived_sessions".formatted(Column.list(Column::exported));

    private static final String IMPORT =
            "INSERT INTO archived_sessions (%s) SELECT %s FROM (SELECT unnest(?::text[])::jsonb AS document) AS given"
                    .formatted(Column.list(Column::label), Column.list(Column::imported));

    private static final String COUNT = "SELECT count(*) FROM archived_sessions";

    private final Database database;
    private final PostgresSchema schema;
    private final int fetchSize;

    PostgresContent(Database database, PostgresSchema schema, int fetchSize) {
        this.database = database;
        this.schema = schema;
        this.fetchSize = fetchSize;
    }

    @Override
    public Map<String, Long> count() {
        try (Steps steps = new Steps("counting archived sessions", "READ ONLY")) {
            return Map.of(KIND, steps.run(PostgresContent::count));
        }
    }

    private static long count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(COUNT)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void export(Consumer<? super ContentRecord> out, ProgressListener progress) {
        String step = "archived sessions";
        try (Steps steps = new Steps("exporting archived sessions", "ISOLATION LEVEL REPEATABLE READ, READ ONLY")) {
            long total = steps.run(PostgresContent::count);
            progress.progress(step, 0, total);
            long[] done = {0};
            steps.export(page -> {
                page.forEach(out);
                done[0] += page.size();
                progress.progress(step, done[0], total);
            });
        }
    }

    @Override
    public Replacement replace() {
        Schema.of(schema).requireCurrent();
        Steps steps = new Steps("replacing archived sessions", "ISOLATION LEVEL READ COMMITTED, READ WRITE");
        try {
            steps.run(PostgresContent::clear);
            return new Rewriting(steps);
        } catch (RuntimeException e) {
            steps.close();
            throw e;
        }
    }

    /** Writers wait from here on, so that no row of theirs survives among the new ones; readers go on reading the old ones. */
    private static boolean clear(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE archived_sessions IN SHARE ROW EXCLUSIVE MODE");
            statement.execute("DELETE FROM archived_sessions");
            return true;
        }
    }

    /** One transaction on a connection of its own, each step of which has the time that is given for such steps. */
    private final class Steps implements AutoCloseable {

        private final Duration limit = database.contentTimeout();
        private final String doing;
        private final Database.Lease lease;

        Steps(String doing, String transaction) {
            this.doing = doing;
            this.lease = database.dedicated(doing);
            try {
                lease.useTransactions(doing);
                run(connection -> begin(connection, transaction));
            } catch (RuntimeException e) {
                lease.close();
                throw e;
            }
        }

        /** Times are written in the session's time zone. */
        private boolean begin(Connection connection, String transaction) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET TRANSACTION " + transaction);
                statement.execute("SET LOCAL TIME ZONE 'UTC'");
                statement.execute("SET LOCAL statement_timeout = " + limit.toMillis());
                return true;
            }
        }

        <T> T run(Database.Work<T> work) {
            return lease.run(doing, false, limit, work);
        }

        void commit() {
            lease.run(doing, true, limit, connection -> {
                connection.commit();
                return true;
            });
        }

        void export(Consumer<List<ContentRecord>> pages) {
            PreparedStatement statement = run(connection -> {
                PreparedStatement prepared = connection.prepareStatement(EXPORT);
                prepared.setFetchSize(fetchSize);
                return prepared;
            });
            try (statement) {
                ResultSet rows = run(connection -> statement.executeQuery());
                List<ContentRecord> page;
                do {
                    page = run(connection -> page(rows));
                    pages.accept(page);
                } while (page.size() == fetchSize);
            } catch (SQLException e) {
                // only closing throws it: the statement ended with its connection, which has been told
            }
        }

        private List<ContentRecord> page(ResultSet rows) throws SQLException {
            List<ContentRecord> page = new ArrayList<>();
            while (page.size() < fetchSize && rows.next()) {
                page.add(record(rows));
            }
            return page;
        }

        @Override
        public void close() {
            lease.close();
        }
    }

    private static ContentRecord record(ResultSet row) throws SQLException {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Column column : Column.values()) {
            String json = row.getString(column.ordinal() + 1);
            if (json != null) {
                put(fields, column.label(), json);
            }
        }
        return new ContentRecord(KIND, fields);
    }

    @SuppressWarnings("NullAway") // JSON's null is not SQL's
    private static void put(Map<String, Object> fields, String name, String json) {
        try {
            fields.put(name, Json.parse(json));
        } catch (CorruptRecordException e) {
            throw new CorruptRecordException(
                    "archived session %s cannot be read: %s: %s"
                            .formatted(fields.get(Column.SESSION_ID.label()), name, e.getMessage()),
                    e);
        }
    }

    /** The table with all old rows deleted, by a transaction that nobody else sees yet. */
    private static final class Rewriting implements Replacement {

        private final Steps steps;
        private final List<String> batch = new ArrayList<>();
        private int characters;
        private boolean over;

        Rewriting(Steps steps) {
            this.steps = steps;
        }

        @Override
        public void put(ContentRecord record) {
            step(() -> {
                if (!record.kind().equals(KIND)) {
                    throw record.unknownKind();
                }
                String document = record.read(fields -> {
                    for (Column column : Column.values()) {
                        column.take(fields);
                    }
                    return Json.write(record.fields());
                });
                batch.add(document);
                characters += document.length();
                if (batch.size() >= BATCH_ROWS || characters >= BATCH_CHARACTERS) {
                    write();
                }
            });
        }

        private void write() {
            if (!batch.isEmpty()) {
                steps.run(this::insert);
                batch.clear();
                characters = 0;
            }
        }

        private boolean insert(Connection connection) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(IMPORT)) {
                statement.setArray(1, connection.createArrayOf("text", batch.toArray(String[]::new)));
                statement.executeUpdate();
                return true;
            } catch (SQLException e) {
                if (SqlFailures.isRefusedValue(e)) {
                    throw new CorruptRecordException(
                            "PostgreSQL refuses an archived session among %d: %s (SQLSTATE %s)"
                                    .formatted(batch.size(), SqlFailures.reason(e), e.getSQLState()),
                            e);
                }
                throw e;
            }
        }

        @Override
        public void export(Consumer<? super ContentRecord> out) {
            step(() -> {
                write();
                steps.export(page -> page.forEach(out));
            });
        }

        @Override
        public void commit() {
            step(() -> {
                write();
                steps.commit();
            });
            over = true;
            analyze();
        }

        /** Without statistics the planner would take the table for what it was. */
        private void analyze() {
            try {
                steps.run(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("ANALYZE archived_sessions");
                    }
                    connection.commit();
                    return true;
                });
            } catch (RuntimeException e) {
                // the content is in force; autovacuum analyzes it soon
            }
        }

        @Override
        public void close() {
            over = true;
            steps.close();
        }

        private void step(Runnable step) {
            if (over) {
                throw new IllegalStateException("this replacement failed or ended before");
            }
            over = true;
            step.run();
            over = false;
        }
    }
}
