package com.esab.data.testkit.simulation;

import com.esab.data.session.SessionId;
import com.esab.data.store.SessionStore;
import com.esab.data.testkit.contract.ArchiveQueueContract;
import java.time.Duration;
import java.util.Optional;

class RedisModelArchiveQueueTest extends ArchiveQueueContract {

    private final World world = new World(TIME_TO_LIVE, Optional.of(CHECKPOINT_DELAY));

    RedisModelArchiveQueueTest() {
        world.redis().archiveQueue().orElseThrow().repair();
    }

    @Override
    protected SessionStore store() {
        return world.redis();
    }

    @Override
    protected void letTimePass(Duration time) {
        world.pass(time);
    }

    @Override
    protected boolean dropRecord(SessionId lost) {
        return world.redis().evict("session:" + lost);
    }

    @Override
    protected boolean dropQueue() {
        return world.redis().evict(RedisModel.DUE);
    }
}
