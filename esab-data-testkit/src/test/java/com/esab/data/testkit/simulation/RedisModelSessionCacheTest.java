package com.esab.data.testkit.simulation;

import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.Session;
import com.esab.data.session.SessionCache;
import com.esab.data.testkit.contract.SessionCacheContract;
import java.time.Duration;
import java.util.Optional;

class RedisModelSessionCacheTest extends SessionCacheContract {

    private final World world = new World(TIME_TO_LIVE, checkpointDelay());

    Optional<Duration> checkpointDelay() {
        return Optional.of(World.CHECKPOINT_DELAY);
    }

    @Override
    protected SessionCache cache() {
        return world.redis().sessions();
    }

    @Override
    protected Optional<ArchiveQueue> archiveQueue() {
        return world.redis().archiveQueue();
    }

    @Override
    protected void letTimePass(Duration time) {
        world.pass(time);
    }

    @Override
    protected Session savedByAClockAhead(Session session, Duration ahead) {
        world.redis().setClockAhead(ahead.toMillis());
        Session saved = cache().save(session);
        world.redis().setClockAhead(0);
        return saved;
    }
}
