package com.esab.data.redis;

import com.esab.data.session.KeyValueCache;
import com.esab.data.testkit.contract.KeyValueCacheContract;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealServers.class)
class RedisKeyValueCacheIT extends KeyValueCacheContract {

    private RedisSessions store;
    private RawRedis raw;

    @BeforeEach
    void connect(RedisServer server) {
        store = RawRedis.patient().connect(RawRedis.uri(server));
        raw = new RawRedis(server);
    }

    @AfterEach
    void close() {
        raw.close();
        store.close();
    }

    @Override
    protected KeyValueCache cache() {
        return store.cache();
    }

    @Override
    protected void letTimePass(Duration time) {
        raw.letTimePass(time);
    }
}
