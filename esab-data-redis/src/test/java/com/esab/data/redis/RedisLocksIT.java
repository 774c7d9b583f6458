package com.esab.data.redis;

import com.esab.data.session.Locks;
import com.esab.data.testkit.contract.LocksContract;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealServers.class)
class RedisLocksIT extends LocksContract {

    private RedisSessions store;
    private RedisSessions another;
    private RawRedis raw;

    @BeforeEach
    void connect(RedisServer server) {
        store = RawRedis.patient().connect(RawRedis.uri(server));
        another = RawRedis.patient().connect(RawRedis.uri(server));
        raw = new RawRedis(server);
    }

    @AfterEach
    void close() {
        raw.close();
        another.close();
        store.close();
    }

    @Override
    protected Locks locks() {
        return store.locks();
    }

    @Override
    protected Locks locksOfAnother() {
        return another.locks();
    }

    @Override
    protected void letTimePass(Duration time) {
        raw.letTimePass(time);
    }
}
