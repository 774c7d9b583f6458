package com.esab.data.redis;

import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.Session;
import com.esab.data.session.SessionCache;
import com.esab.data.testkit.contract.SessionCacheContract;
import com.esab.data.testkit.contract.TestClock;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealServers.class)
class RedisSessionCacheIT extends SessionCacheContract {

    private final TestClock clock = new TestClock();
    private RedisSessions store;
    private RawRedis raw;

    @BeforeEach
    void connect(RedisServer server) {
        store = configured(RawRedis.patient().sessionTimeToLive(TIME_TO_LIVE).clock(clock))
                .connect(RawRedis.uri(server));
        raw = new RawRedis(server);
    }

    @AfterEach
    void close() {
        raw.close();
        store.close();
    }

    RedisSessions.Builder configured(RedisSessions.Builder builder) {
        return builder;
    }

    @Override
    protected Optional<ArchiveQueue> archiveQueue() {
        return store.archiveQueue();
    }

    @Override
    protected SessionCache cache() {
        return store.sessions();
    }

    @Override
    protected void letTimePass(Duration time) {
        clock.advance(time);
        raw.letTimePass(time);
    }

    @Override
    protected Session savedByAClockAhead(Session session, Duration ahead) {
        long version = session.version() + ahead.toMillis();
        raw.setVersion(session.id(), version);
        return session.saved(version, session.lastActivityAt());
    }
}
