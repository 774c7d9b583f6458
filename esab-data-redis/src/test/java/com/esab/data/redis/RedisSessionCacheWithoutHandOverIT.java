package com.esab.data.redis;

/** The same where sessions just expire. */
class RedisSessionCacheWithoutHandOverIT extends RedisSessionCacheIT {

    @Override
    RedisSessions.Builder configured(RedisSessions.Builder builder) {
        return builder.handOver(false);
    }
}
