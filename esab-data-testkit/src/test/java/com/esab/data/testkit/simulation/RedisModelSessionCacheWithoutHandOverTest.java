package com.esab.data.testkit.simulation;

import java.time.Duration;
import java.util.Optional;

class RedisModelSessionCacheWithoutHandOverTest extends RedisModelSessionCacheTest {

    @Override
    Optional<Duration> checkpointDelay() {
        return Optional.empty();
    }
}
