package com.esab.data.testkit.simulation;

import com.esab.data.archive.SessionArchive;
import com.esab.data.testkit.contract.SessionArchiveContract;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

class ArchiveModelTest extends SessionArchiveContract {

    private final World world = new World(World.TIME_TO_LIVE, Optional.of(World.CHECKPOINT_DELAY));

    @Override
    protected SessionArchive archive() {
        return world.archive();
    }

    @Override
    protected Instant now() {
        return world.instant();
    }

    @Override
    protected void letTimePass(Duration time) {
        world.pass(time);
    }
}
