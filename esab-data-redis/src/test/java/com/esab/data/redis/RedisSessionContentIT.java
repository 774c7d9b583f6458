package com.esab.data.redis;

import com.esab.data.store.SessionStore;
import com.esab.data.testkit.contract.SessionContentContract;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealServers.class)
class RedisSessionContentIT extends SessionContentContract {

    private RedisSessions store;
    private RawRedis raw;

    @BeforeEach
    void connect(RedisServer server) {
        store = RawRedis.patient().connect(RawRedis.uri(server));
        raw = new RawRedis(server);
        raw.redis().flushdb();
    }

    @AfterEach
    void close() {
        raw.redis().flushdb();
        raw.close();
        store.close();
    }

    @Override
    protected SessionStore store() {
        return store;
    }

    @Override
    protected boolean exportsOneMoment() {
        return false;
    }
}
