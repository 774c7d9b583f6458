package com.esab.data.benchmarks.archive;

import com.esab.data.session.Session;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** The limit: a batch that the driver rewrites into statements of many rows; it cannot tell which of them were written. */
final class RewrittenUpsert implements Archiving {

    private static final String SQL =
            "INSERT INTO archived_sessions AS archived (" + ColumnsByHand.NAMES + """
            , archived_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?::jsonb, ?::jsonb, ?, ?, ?, ?, ?, CURRENT_TIMESTAMP)
            """ + ColumnsByHand.UPDATE;

    private final HikariDataSource pool;

    RewrittenUpsert(HikariDataSource pool) {
        this.pool = pool;
    }

    @Override
    public void archive(List<Session> changed) {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(SQL)) {
            for (Session session : ColumnsByHand.inOrder(changed)) {
                statement.setString(1, session.id().value());
                statement.setString(2, ColumnsByHand.user(session));
                statement.setObject(3, time(session.createdAt()));
                statement.setObject(4, time(session.lastActivityAt()));
                statement.setString(5, session.state().label());
                statement.setString(6, session.language());
                statement.setString(7, session.status().label());
                statement.setString(8, ColumnsByHand.history(session));
                statement.setString(9, ColumnsByHand.masterParameters(session));
                statement.setString(10, ColumnsByHand.selection(session));
                statement.setString(11, ColumnsByHand.agentLogs(session));
                statement.setBoolean(12, session.finalized());
                statement.setInt(13, session.messages().size());
                statement.setInt(14, session.selection().products().size());
                statement.setLong(15, session.version());
                statement.setInt(16, Session.SCHEMA_VERSION);
                statement.addBatch();
            }
            statement.executeBatch();
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    @Override
    public void close() {
        pool.close();
    }
}
