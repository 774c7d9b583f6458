package com.esab.data.postgres;

import com.esab.data.error.ConfigurationException;
import com.esab.data.error.EsabDataException;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/** The connections to one database, and the deadline of everything that runs on them. */
final class Database implements AutoCloseable {

    static final String STORE = "postgresql";

    /**
     * What the server gets to say that it ended a statement itself, which is better than a connection lost: then it is
     * certain that nothing was written. Longer than the pauses of a busy machine.
     */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final Duration LONGEST_CHECK = Duration.ofSeconds(1);
    private static final int OLDEST_SERVER = 14;

    /** Work on a connection; its SQL errors become errors of the library. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private final DataSource connections;
    private final DataSource outsideOfPool;
    private final Optional<Pool> pool;
    private final String place;
    private final Duration connectionTimeout;
    private final Duration statementTimeout;
    private final Duration migrationTimeout;
    private final Duration purgeTimeout;
    private final Duration contentTimeout;
    private final ScheduledThreadPoolExecutor alarms;

    private Database(
            DataSource connections,
            DataSource outsideOfPool,
            Optional<Pool> pool,
            String place,
            Duration connectionTimeout,
            Duration statementTimeout,
            Duration migrationTimeout,
            Duration purgeTimeout,
            Duration contentTimeout,
            ScheduledThreadPoolExecutor alarms) {
        this.connections = connections;
        this.outsideOfPool = outsideOfPool;
        this.pool = pool;
        this.place = place;
        this.connectionTimeout = connectionTimeout;
        this.statementTimeout = statementTimeout;
        this.migrationTimeout = migrationTimeout;
        this.purgeTimeout = purgeTimeout;
        this.contentTimeout = contentTimeout;
        this.alarms = alarms;
    }

    /** Works on connections that somebody else opens and closes. */
    static Database over(
            DataSource dataSource,
            Duration connectionTimeout,
            Duration statementTimeout,
            Duration migrationTimeout,
            Duration purgeTimeout,
            Duration contentTimeout) {
        return new Database(
                dataSource,
                dataSource,
                Optional.empty(),
                "data source of the application",
                connectionTimeout,
                statementTimeout,
                migrationTimeout,
                purgeTimeout,
                contentTimeout,
                alarms());
    }

    /** Opens a pool, after it is certain that the server answers. */
    static Database open(
            ServerAddress address,
            int poolSize,
            Duration connectionTimeout,
            Duration statementTimeout,
            Duration migrationTimeout,
            Duration purgeTimeout,
            Duration contentTimeout) {
        ConnectionSource single = address.dataSource(connectionTimeout, connectionTimeout);
        Database first = new Database(
                single,
                single,
                Optional.empty(),
                address.toString(),
                connectionTimeout,
                connectionTimeout,
                migrationTimeout,
                purgeTimeout,
                contentTimeout,
                alarms());
        try (first) {
            first.verify();
        }
        ConnectionSource source = address.dataSource(connectionTimeout, statementTimeout.plus(GRACE));
        HikariDataSource pool = pool(source, poolSize, connectionTimeout, statementTimeout);
        return new Database(
                pool,
                single,
                Optional.of(new Pool(pool, source)),
                address.toString(),
                connectionTimeout,
                statementTimeout,
                migrationTimeout,
                purgeTimeout,
                contentTimeout,
                alarms());
    }

    /** Connections of ours, and what opens them. */
    private record Pool(HikariDataSource connections, ConnectionSource source) {}

    private static HikariDataSource pool(
            DataSource source, int poolSize, Duration connectionTimeout, Duration statementTimeout) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("esab-data-postgres");
        // a data source instead of an address and a password: the pool cannot log what it does not have
        config.setDataSource(source);
        config.setMaximumPoolSize(poolSize);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(connectionTimeout.toMillis());
        Duration check = connectionTimeout.compareTo(LONGEST_CHECK) < 0 ? connectionTimeout : LONGEST_CHECK;
        config.setValidationTimeout(check.toMillis());
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql("SET statement_timeout = " + statementTimeout.toMillis());
        return new HikariDataSource(config);
    }

    private static ScheduledThreadPoolExecutor alarms() {
        ScheduledThreadPoolExecutor alarms =
                new ScheduledThreadPoolExecutor(1, task -> daemon(task, "esab-data-postgres-deadline"));
        alarms.setRemoveOnCancelPolicy(true);
        return alarms;
    }

    static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private void verify() {
        int version;
        try (Lease lease = lease(connections, "connecting", true)) {
            version = lease.read("asking for the server's version", connection -> {
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("SELECT current_setting('server_version_num')::int")) {
                    row.next();
                    return row.getInt(1) / 10_000;
                }
            });
        }
        if (version < OLDEST_SERVER) {
            throw new ConfigurationException(
                    "PostgreSQL %d is too old: the archive needs %d or newer".formatted(version, OLDEST_SERVER));
        }
    }

    /** Runs one statement that changes nothing. */
    <T> T read(String doing, Work<T> work) {
        try (Lease lease = lease(doing)) {
            return lease.read(doing, work);
        }
    }

    /** Runs one statement that writes. */
    <T> T write(String doing, Work<T> work) {
        try (Lease lease = lease(doing)) {
            return lease.run(doing, true, statementTimeout, work);
        }
    }

    /** A connection for several statements. */
    Lease lease(String doing) {
        return lease(connections, doing, false);
    }

    /** A connection for statements of any length, not one of the pool where there is one. */
    Lease dedicated(String doing) {
        Lease lease = lease(outsideOfPool, doing, false);
        try {
            if (pool.isPresent()) {
                lease.endSocketTimeout(doing);
            }
            return lease;
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    private Lease lease(DataSource source, String doing, boolean first) {
        if (alarms.isShutdown()) {
            throw SqlFailures.closed(doing);
        }
        try {
            return lease(source.getConnection());
        } catch (SQLException e) {
            throw first ? SqlFailures.refusedOrUnreachable(doing, e) : SqlFailures.unreachable(doing, e);
        }
    }

    private Lease lease(Connection connection) throws SQLException {
        try {
            return new Lease(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** From asking for a connection to the end of one statement. */
    Duration longestCall() {
        return connectionTimeout.plus(statementTimeout).plus(GRACE);
    }

    Duration migrationTimeout() {
        return migrationTimeout;
    }

    Duration purgeTimeout() {
        return purgeTimeout;
    }

    Duration contentTimeout() {
        return contentTimeout;
    }

    /** How the pool is; empty when the connections are not ours. */
    Optional<HikariPoolMXBean> poolState() {
        return pool.map(Pool::connections).map(HikariDataSource::getHikariPoolMXBean);
    }

    int poolSize() {
        return pool.map(Pool::connections)
                .map(HikariDataSource::getMaximumPoolSize)
                .orElse(0);
    }

    /** Whether all connections of the pool are in use. */
    boolean isPoolExhausted() {
        return poolState()
                .filter(state -> state.getActiveConnections() >= poolSize())
                .isPresent();
    }

    /** Why the pool could not open the last connection; empty when it could, and when the connections are not ours. */
    Optional<SQLException> connectionFailure() {
        return pool.map(Pool::source).flatMap(ConnectionSource::failure);
    }

    @Override
    public void close() {
        pool.map(Pool::connections).ifPresent(HikariDataSource::close);
        alarms.shutdownNow();
    }

    @Override
    public String toString() {
        return place;
    }

    /** A connection in the hands of one caller; closing it gives it back as it was. */
    final class Lease implements AutoCloseable {

        private final Connection connection;
        private final boolean autoCommit;
        private boolean transactions;

        private Lease(Connection connection) throws SQLException {
            this.connection = connection;
            this.autoCommit = connection.getAutoCommit();
            if (!autoCommit) {
                connection.setAutoCommit(true);
            }
        }

        /** From here on, what runs is in transactions, which the work itself commits. */
        void useTransactions(String doing) {
            transactions = true;
            read(doing, one -> {
                one.setAutoCommit(false);
                return one;
            });
        }

        /** Leaves it to the alarm of each step how long the server may be silent. */
        private void endSocketTimeout(String doing) {
            read(doing, one -> {
                one.setNetworkTimeout(Runnable::run, 0);
                return one;
            });
        }

        <T> T read(String doing, Work<T> work) {
            return run(doing, false, statementTimeout, work);
        }

        /** Runs work that the server ends after this time at the latest, or the connection is closed. */
        <T> T run(String doing, boolean writes, Duration limit, Work<T> work) {
            Alarm alarm = new Alarm(connection);
            Future<?> scheduled = schedule(alarm, limit.plus(GRACE), doing);
            try {
                return work.on(connection);
            } catch (SQLException e) {
                throw alarm.wentOff()
                        ? SqlFailures.noAnswer(doing, limit, writes, e)
                        : SqlFailures.answered(doing, writes, e);
            } finally {
                alarm.disarm();
                scheduled.cancel(false);
            }
        }

        private Future<?> schedule(Alarm alarm, Duration after, String doing) {
            try {
                return alarms.schedule(alarm, after.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                throw SqlFailures.closed(doing);
            }
        }

        @Override
        public void close() {
            try {
                if (transactions || !autoCommit) {
                    run("giving a connection back", false, GRACE, this::restored);
                }
            } catch (EsabDataException e) {
                // the connection is broken, and what happened on it has been told
            } finally {
                closeQuietly();
            }
        }

        private Connection restored(Connection one) throws SQLException {
            if (!one.isClosed()) {
                if (!one.getAutoCommit()) {
                    one.rollback();
                }
                one.setAutoCommit(autoCommit);
            }
            return one;
        }

        private void closeQuietly() {
            try {
                connection.close();
            } catch (SQLException e) {
                // as above
            }
        }
    }

    /**
     * Closes the connection under a call that hangs. A timeout of the socket alone is not enough: it ends no write, and
     * a batch larger than the buffers on the way to a server that reads nothing is a write that never ends.
     */
    private static final class Alarm implements Runnable {

        private enum State {
            ARMED,
            WENT_OFF,
            DISARMED
        }

        private final Connection connection;
        private final AtomicReference<State> state = new AtomicReference<>(State.ARMED);

        Alarm(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void run() {
            if (state.compareAndSet(State.ARMED, State.WENT_OFF)) {
                // closing a TLS connection may itself wait for the write that hangs, so not in this thread
                daemon(this::abort, "esab-data-postgres-abort").start();
            }
        }

        private void abort() {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                // closed already
            }
        }

        boolean wentOff() {
            return state.get() == State.WENT_OFF;
        }

        void disarm() {
            state.compareAndSet(State.ARMED, State.DISARMED);
        }
    }
}
