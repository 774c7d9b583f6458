package com.esab.data.redis;

import com.esab.data.session.SessionId;
import com.esab.data.store.SessionStore;
import com.esab.data.testkit.contract.ArchiveQueueContract;
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
class RedisArchiveQueueIT extends ArchiveQueueContract {

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
                .checkpointDelay(CHECKPOINT_DELAY)
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
    protected boolean dropRecord(SessionId lost) {
        return raw.redis().del(keys().record(lost)) == 1;
    }

    @Override
    protected boolean dropQueue() {
        return raw.redis()
                        .del(keys().partitions().stream()
                                .map(KeyLayout.Partition::due)
                                .toArray(String[]::new))
                > 0;
    }

    @Override
    protected boolean replaceRecord(SessionId damaged, String text) {
        raw.redis().set(keys().record(damaged), text, SetArgs.Builder.keepttl());
        return true;
    }
}
