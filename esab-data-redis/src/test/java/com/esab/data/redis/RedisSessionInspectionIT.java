package com.esab.data.redis;

import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import com.esab.data.store.SessionStore;
import com.esab.data.testkit.contract.SessionInspectionContract;
import com.esab.data.testkit.contract.TestClock;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(RealServers.class)
class RedisSessionInspectionIT extends SessionInspectionContract {

    private final TestClock clock = new TestClock();
    private RedisSessions store;
    private RawRedis raw;

    /** After what the contract does after each of its tests. */
    @RegisterExtension
    final AfterEachCallback closing = test -> {
        raw.close();
        store.close();
    };

    @BeforeEach
    void connect(RedisServer server) {
        store = RawRedis.patient()
                .sessionTimeToLive(TIME_TO_LIVE)
                .keys(keys())
                .clock(clock)
                .connect(RawRedis.uri(server));
        raw = new RawRedis(server);
        // what other tests have left
        raw.redis().flushdb();
        store.archiveQueue().orElseThrow().repair();
    }

    KeyLayout keys() {
        return KeyLayout.STANDALONE;
    }

    @Override
    protected SessionStore store() {
        return store;
    }

    @Override
    protected void letTimePass(Duration time) {
        clock.advance(time);
        raw.letTimePass(time);
    }

    @Override
    protected boolean damage(Damage damage, SessionId session, UserId ofUser) {
        return damage(raw, keys(), damage, session, ofUser);
    }

    static boolean damage(RawRedis raw, KeyLayout keys, Damage damage, SessionId session, UserId ofUser) {
        return switch (damage) {
            case RECORD_LOST -> raw.redis().del(keys.record(session)) == 1;
            case EXPIRY_LOST -> raw.redis().del(keys.expiry(session)) == 1;
            case QUEUE_ENTRY_LOST -> raw.redis().zrem(keys.partitionOf(session).due(), session.value()) == 1;
            case RECORD_EXPIRES -> raw.redis().expire(keys.record(session), TIME_TO_LIVE);
            case INDEX_LOST -> raw.redis().del(keys.sessionsOf(ofUser)) == 1;
        };
    }

    @Override
    protected boolean replaceRecord(SessionId session, String text) {
        raw.redis().set(keys().record(session), text, SetArgs.Builder.keepttl());
        return true;
    }
}
