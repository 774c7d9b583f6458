package com.esab.data.redis;

import com.esab.data.error.ConfigurationException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.health.StoreHealth;
import com.esab.data.metrics.StoreMetrics;
import com.esab.data.redis.Topology.Node;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.KeyValueCache;
import com.esab.data.session.Locks;
import com.esab.data.session.SessionCache;
import com.esab.data.store.Arguments;
import com.esab.data.store.SessionInspection;
import com.esab.data.store.SessionStore;
import com.esab.data.store.StoreContent;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Live sessions, general cache and locks in a Redis server, version 7 or newer: a single one, the master that sentinels
 * name, or a cluster.
 *
 * <p>Unless the {@link Builder#handOver hand-over} is off, a record does not expire before it is archived, so with a limit
 * of memory, {@code volatile-lru} evicts archived sessions and never one that is not.
 *
 * <p>Each method costs what its contract says. {@code ofUser} sends one more command, which it does not wait for, when
 * it met ids whose session is gone: it drops them from the user's set. When the server's memory is full, saves are refused with
 * {@link StoreUnavailableException}; everything that reads, prolongs or removes goes on.
 *
 * <p>All threads share one connection, in a cluster one to each master, which is opened again by the first call after it was lost. Nothing that was sent
 * is ever sent again by this store or by the driver, except what a server has refused: a script that it does not know, or, in a
 * cluster, what concerns a key that another server has or that nobody serves just then. Closing the store does not wait for the
 * server.
 */
public final class RedisSessions implements SessionStore {

    static final String NAME = "redis";

    private static final Duration SHUTDOWN = Duration.ofSeconds(2);

    private final Router router;
    private final KeyLayout keys;
    private final Runnable release;
    private final SessionCache sessions;
    private final Optional<RedisArchiveQueue> queue;
    private final RedisSessionInspection inspection;
    private final Duration sessionTimeToLive;
    private final KeyValueCache cache;
    private final Locks locks;
    private final StoreContent content;

    private RedisSessions(Builder settings, Router router, KeyLayout keys, Runnable release) {
        this.router = router;
        this.keys = keys;
        this.release = release;
        sessionTimeToLive = settings.sessionTimeToLive;
        Optional<Duration> delay = settings.handOver ? Optional.of(settings.checkpointDelay) : Optional.empty();
        sessions = new RedisSessionCache(router, keys, settings.clock, sessionTimeToLive, delay);
        queue = delay.map(given -> new RedisArchiveQueue(router, keys, sessionTimeToLive, given));
        inspection = new RedisSessionInspection(router, keys, sessionTimeToLive, settings.handOver);
        cache = new RedisKeyValueCache(router, keys);
        locks = new RedisLocks(router, keys);
        content = new RedisContent(router, keys, sessionTimeToLive, settings.handOver, inspection);
    }

    /**
     * A store on the server at this address, with the defaults of {@link Builder}; it owns its connection.
     *
     * @see Builder#connect(String)
     */
    public static RedisSessions connect(String uri) {
        return builder().connect(uri);
    }

    /**
     * A store on the server this client was made for, with the defaults of {@link Builder}; the client stays open when
     * the store is closed.
     *
     * @see Builder#using(RedisClient)
     */
    public static RedisSessions using(RedisClient client) {
        return builder().using(client);
    }

    /**
     * A store on the Redis Cluster to which the servers at these addresses belong, with the defaults of {@link Builder}; it
     * owns its connections.
     *
     * @see Builder#connectCluster(String...)
     */
    public static RedisSessions connectCluster(String... uris) {
        return builder().connectCluster(uris);
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SessionCache sessions() {
        return sessions;
    }

    @Override
    public Optional<ArchiveQueue> archiveQueue() {
        return queue.map(sessionsDue -> sessionsDue);
    }

    /**
     * {@inheritDoc} An inspection ends with a {@link StoreUnavailableException} when servers restart or slots move meanwhile, since it
     * may have missed keys: what it has said holds.
     */
    @Override
    public Optional<SessionInspection> inspection() {
        return Optional.of(inspection);
    }

    @Override
    public Duration sessionTimeToLive() {
        return sessionTimeToLive;
    }

    @Override
    public KeyValueCache cache() {
        return cache;
    }

    @Override
    public Locks locks() {
        return locks;
    }

    /**
     * The sessions, with all that the archive's queue knows of each, and the general cache. Locks are no part of it, and users' sets
     * follow from the documents.
     *
     * <p>{@code session} has {@code id} and {@code document}; a record that is no document of this session with a version is a
     * {@code text}, or {@code base64} when it is none. Instants are milliseconds: {@code expires_at} as {@code :ttl} says it, in its
     * place {@code expiry_gone} when that is gone; {@code record_expires_at} where the record itself goes at another time;
     * {@code due_at} on the queue, in its place {@code dead} for a dead one; {@code tries}, {@code refused_version} and
     * {@code reason} since the archive has refused it. {@code cached} has {@code key}, {@code value} or {@code base64}, and
     * {@code expires_at} or {@code persistent}. A key of another type than Redis's string, and an id on the queue without record,
     * stand for nothing.
     *
     * <p>What is counted and exported is found by SCAN: it includes what was there all the time, once, each session as it was at one
     * moment. It fails with {@link StoreUnavailableException} when a server has restarted or slots have moved meanwhile. To count
     * takes one pass over all keys for each kind, a thousand in a round trip; to export one more, and a round trip for what each
     * thousand had, and for each 4 MB of what is long. So that none comes twice, names are remembered, not more than 100,000 at a
     * time: each 100,000 keys cost one more pass.
     *
     * <p>A replacement needs memory for both contents, and writes 500 records, or 4 MB, in a round trip. What it stages has names of
     * its own, and goes by itself after a day, or when the next replacement begins, which a replacement under way does not
     * survive. When the server has evicted some of it, the commit fails and changes nothing. All that was put is read back; only
     * the commit leaves out what has expired by then, of sessions those whose record has. Whoever is due, or dead, is so again, with or
     * without hand-over.
     *
     * <p>The commit is not one step, so stop the programs that use this Redis. Before anything changes, all that is to change is staged,
     * and the commit is noted as begun. Then one thing after the other goes or takes its place, a session with all that belongs to it
     * at once. Meanwhile a reader finds each session and entry as it was, as it will be, or, where it is not in both, not at all; a
     * user may seem to have fewer sessions, and what is saved may be lost. A commit that breaks off is brought to its end by
     * {@link StoreContent#finishReplacement}, which the next replacement begins with; until then {@link #health} says so, and nothing is
     * exported.
     */
    @Override
    public Optional<StoreContent> content() {
        return Optional.of(content);
    }

    /**
     * {@inheritDoc} Four round trips, three without hand-over; in a cluster each goes to all masters, and one more looks which
     * these are.
     */
    @Override
    public StoreHealth health(Duration deadline) {
        return RedisHealth.ask(router, keys, queue, Arguments.atLeastAMillisecond("deadline", deadline));
    }

    /**
     * Sets the server up as wanted, in a cluster every master; what each setting became, server by server, its configuration file last.
     * Safe to repeat.
     *
     * <p>What is not so is set by {@code CONFIG SET} and read back; then {@code CONFIG REWRITE} keeps it in the server's file, together
     * with whatever else was set before. Replicas are left alone, and should be set up alike for the day when one becomes the master.
     * At most ten round trips for each master.
     *
     * @throws StoreUnavailableException when a master does not answer; some may be set up by then
     */
    public List<RedisSettingResult> configure(RedisServerSettings wanted) {
        return ServerSetup.of(router, wanted);
    }

    /**
     * {@inheritDoc} Memory, evictions, hits, the append-only file, keys by namespace, and with hand-over how far the archive
     * is behind. Of up to 10,000 keys all are counted, in about five round trips; what more there are of is estimated from a
     * random sample of 1,000 names, in three. A cluster is asked the same of all its masters at once, and one round trip more
     * looks which these are; when one of them does not answer, there are no sums, so that the store counts as not connected.
     */
    @Override
    public StoreMetrics metrics(Duration deadline) {
        return RedisMetrics.ask(router, queue, keys, Arguments.atLeastAMillisecond("deadline", deadline));
    }

    @Override
    public void close() {
        router.close();
        release.run();
    }

    @Override
    public String toString() {
        return "RedisSessions";
    }

    /** How a store is set up; each setting has a default. */
    public static final class Builder {

        /** So that it is an attempt to connect that ends first and says why it failed. */
        private static final Duration CONNECT_MARGIN = Duration.ofMillis(500);

        private Duration sessionTimeToLive = Duration.ofHours(1);
        private boolean handOver = true;
        private Duration checkpointDelay = Duration.ofSeconds(60);
        private KeyLayout standaloneKeys = KeyLayout.STANDALONE;
        private Duration commandTimeout = Duration.ofSeconds(2);
        private Duration connectTimeout = Duration.ofSeconds(5);
        private Duration pingInterval = Duration.ofMinutes(1);
        private Clock clock = Clock.systemUTC();
        private String username = "";
        private String password = "";
        private String sentinelPassword = "";

        private Builder() {}

        /** How long a session lives after its last save or touch; an hour. The same for every app on one Redis. */
        public Builder sessionTimeToLive(Duration timeToLive) {
            sessionTimeToLive = Arguments.atLeastAMillisecond("session time to live", timeToLive);
            return this;
        }

        /**
         * Whether sessions are kept until they are archived; true. Without it they just expire, and nothing is archived but
         * what is completed or abandoned. The same for every app on one Redis.
         */
        public Builder handOver(boolean on) {
            handOver = on;
            return this;
        }

        /** How long after its first save, or its last archiving, a changed session is due for the archive; 60 seconds. */
        public Builder checkpointDelay(Duration delay) {
            checkpointDelay = Arguments.atLeastAMillisecond("checkpoint delay", delay);
            return this;
        }

        /** For tests: where the keys are, unless in a cluster. */
        Builder keys(KeyLayout layout) {
            standaloneKeys = layout;
            return this;
        }

        /** The deadline of each call, with whatever reconnecting it takes; two seconds. */
        public Builder commandTimeout(Duration timeout) {
            commandTimeout = Arguments.atLeastAMillisecond("command timeout", timeout);
            return this;
        }

        /** How long an attempt to connect may take, until the server has accepted the credentials; five seconds. */
        public Builder connectTimeout(Duration timeout) {
            connectTimeout = Arguments.atLeastAMillisecond("connect timeout", timeout);
            return this;
        }

        /**
         * How often an idle connection is used, so that neither the server's {@code timeout} nor anything on the way
         * closes it, and so that a dead one is noticed; a minute.
         */
        public Builder pingInterval(Duration interval) {
            pingInterval = Arguments.atLeastAMillisecond("ping interval", interval);
            return this;
        }

        /** The clock that tells when a session was last active; the system's. What expires does so by that of Redis. */
        public Builder clock(Clock newClock) {
            clock = newClock;
            return this;
        }

        /**
         * The user of the server's access control list, instead of one in the address; used only with a
         * {@link #password(String) password}, and the default user when it is empty.
         */
        public Builder username(String newUsername) {
            username = newUsername;
            return this;
        }

        /**
         * The password, instead of one in the address; none when it is empty.
         *
         * <p>Neither this library nor the driver logs it, with one exception: the logger {@code io.lettuce} at level
         * trace shows everything that is sent.
         */
        public Builder password(String newPassword) {
            password = newPassword;
            return this;
        }

        /** The password that sentinels ask for; none when it is empty. That of the server is another. */
        public Builder sentinelPassword(String newPassword) {
            sentinelPassword = newPassword;
            return this;
        }

        /**
         * Connects to a server, or to the master that sentinels name; the store owns what it opens.
         *
         * <p>Sentinels are asked each time a connection is opened, one after the other until one answers, all together
         * within the connect timeout. A server that turns out to be the master no more is left at once.
         *
         * @param uri {@code redis://host:port/database}, or {@code rediss://} for TLS with the certificates Java
         *     trusts; port and database may be left out, {@code user:password@} may stand before the host, with special
         *     characters percent-encoded. With sentinels {@code redis-sentinel://host:port,host:port/database#master}, or
         *     {@code rediss-sentinel://} for TLS to them and the master; the password is that of the master
         * @throws ConfigurationException when the address makes no sense, or the server refuses the credentials
         * @throws StoreUnavailableException when the server does not answer within the connect timeout
         */
        public RedisSessions connect(String uri) {
            return connect(Addresses.server(uri));
        }

        /**
         * Connects to a Redis Cluster; the store owns what it opens.
         *
         * <p>There is one connection to each master, and the names of keys hold their bucket, so that a cluster cannot go on with
         * what a single server holds. Claims and the reading of the whole queue cost more round trips than their contract says. A
         * user's set of sessions is written by a command of its own, sent together with the save; when it alone fails, the
         * save counts all the same, and the next one tells the set again. While a slot moves from one master to another, some
         * calls about its sessions wait until it has arrived, within the deadline, and claims leave them out. What a cluster
         * refuses while it has no master for a slot is sent again within the deadline; what was sent and has no answer is
         * not.
         *
         * @param uris some of its nodes, as {@code redis://host:port} or {@code rediss://host:port}; they tell of the others.
         *     Credentials and TLS are those of the first, for all nodes
         * @throws ConfigurationException when an address makes no sense, the server refuses the credentials or is in no
         *     cluster
         * @throws StoreUnavailableException when none of these nodes answers within the connect timeout
         */
        public RedisSessions connectCluster(String... uris) {
            return connectCluster(Stream.of(uris).map(Addresses::node).toList());
        }

        RedisSessions connectCluster(List<RedisURI> uris) {
            if (uris.isEmpty()) {
                throw new ConfigurationException("a cluster needs the address of at least one of its nodes");
            }
            RedisURI first = prepared(uris.get(0));
            Driver driver = driver(connectTimeout);
            ScheduledExecutorService timer = driver.client().getResources().eventExecutorGroup();
            Function<Node, Link> opener = node -> {
                RedisURI uri = Addresses.of(node, first);
                return link(driver.client(), () -> driver.client().connectAsync(Commands.CODEC, uri));
            };
            Set<Node> seeds = uris.stream()
                    .map(uri -> new Node(uri.getHost(), uri.getPort()))
                    .collect(Collectors.toSet());
            return open(new Cluster(seeds, opener, timer, commandTimeout), KeyLayout.CLUSTER, driver::shutdown);
        }

        RedisSessions connect(RedisURI uri) {
            prepared(uri);
            Duration attempt = connectTimeout;
            if (!uri.getSentinels().isEmpty()) {
                // so that one which does not answer leaves time for the others, and for the master
                attempt = connectTimeout.dividedBy(uri.getSentinels().size() + 1L);
                for (RedisURI sentinel : uri.getSentinels()) {
                    sentinel.setTimeout(attempt);
                    if (!sentinelPassword.isEmpty()) {
                        sentinel.setAuthentication(sentinelPassword);
                    }
                }
            }
            Driver driver = driver(attempt);
            RedisClient client = driver.client();
            return open(link(client, () -> client.connectAsync(Commands.CODEC, uri)), standaloneKeys, driver::shutdown);
        }

        private RedisURI prepared(RedisURI uri) {
            if (!password.isEmpty()) {
                if (username.isEmpty()) {
                    uri.setAuthentication(password);
                } else {
                    uri.setAuthentication(username, password);
                }
            }
            uri.setClientName("esab-data");
            uri.setTimeout(connectTimeout);
            return uri;
        }

        private static Driver driver(Duration connectTimeout) {
            ClientResources resources = DefaultClientResources.builder()
                    .ioThreadPoolSize(2)
                    .computationThreadPoolSize(2)
                    .build();
            RedisClient client = RedisClient.create(resources);
            client.setOptions(ClientOptions.builder()
                    .autoReconnect(false)
                    .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                    .socketOptions(SocketOptions.builder()
                            .connectTimeout(connectTimeout)
                            .keepAlive(true)
                            .build())
                    // calls wait for their commands themselves
                    .timeoutOptions(
                            TimeoutOptions.builder().timeoutCommands(false).build())
                    .build());
            return new Driver(client, resources);
        }

        private record Driver(RedisClient client, ClientResources resources) {

            void shutdown() {
                client.shutdown(0, SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS);
                resources.shutdown(0, SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        /**
         * Connects with a client of the app, which stays open when the store is closed.
         *
         * <p>The client's address, credentials and TLS settings are used; a password given here is not. Whatever the
         * client's options say about reconnecting, nothing is sent twice on the connection of this store.
         *
         * @throws ConfigurationException when the server refuses the credentials
         * @throws StoreUnavailableException when the server does not answer within the connect timeout
         */
        public RedisSessions using(RedisClient client) {
            return open(link(client, () -> inThread(() -> client.connect(Commands.CODEC))), standaloneKeys, () -> {});
        }

        /** The client tells its address to nobody, and connects to it only while a thread waits. */
        private static <T> CompletionStage<T> inThread(Supplier<T> work) {
            CompletableFuture<T> done = new CompletableFuture<>();
            Thread thread = new Thread(
                    () -> {
                        try {
                            done.complete(work.get());
                        } catch (RuntimeException e) {
                            done.completeExceptionally(e);
                        }
                    },
                    "esab-data-redis-connect");
            thread.setDaemon(true);
            thread.start();
            return done;
        }

        private Link link(
                RedisClient client, Supplier<CompletionStage<StatefulRedisConnection<String, byte[]>>> opener) {
            return new Link(
                    opener, client.getResources().eventExecutorGroup(), commandTimeout, connectTimeout, pingInterval);
        }

        private RedisSessions open(Router router, KeyLayout keys, Runnable release) {
            RedisSessions store = new RedisSessions(this, router, keys, release);
            try {
                connect(router);
            } catch (RuntimeException e) {
                store.close();
                throw e;
            }
            return store;
        }

        private void connect(Router router) {
            try {
                Attempts.make(connectTimeout.plus(CONNECT_MARGIN), left -> {
                    router.reading("connecting", left).connected();
                    return router;
                });
            } catch (StoreUnavailableException e) {
                if (Attempts.isCausedBy(e, Exchange::isNotAllowed)) {
                    throw new ConfigurationException("redis refuses the credentials: " + e.getMessage(), e);
                }
                throw e;
            }
        }
    }
}
