package com.esab.data.testkit.contract;

import com.esab.data.archive.SessionArchive;
import com.esab.data.memory.InMemoryStores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

class InMemorySessionArchiveTest extends SessionArchiveContract {

    private Instant now = Instant.parse("2025-11-22T12:00:00.123456789Z");
    private final SessionArchive archive =
            new InMemoryStores(new TestClock()).archive().archive();

    @Override
    protected SessionArchive archive() {
        return archive;
    }

    @Override
    protected Instant now() {
        return now;
    }

    @Override
    protected void letTimePass(Duration time) {
        now = now.plus(time);
    }

    private final class TestClock extends Clock {

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
