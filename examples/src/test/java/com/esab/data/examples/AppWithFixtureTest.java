package com.esab.data.examples;

import com.esab.data.EsabData;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How the test suite of an app uses the library as a fixture: no server, and a clock that the test moves. */
class AppWithFixtureTest {

    private final MovableClock clock = new MovableClock();
    private final InMemoryStores stores = new InMemoryStores(clock);
    private final EsabData data = EsabData.builder()
            .catalog(stores.catalog())
            .sessions(stores.sessions())
            .archive(stores.archive())
            .clock(clock)
            .build();

    @AfterEach
    void close() {
        data.close();
    }

    @Test
    void a_session_is_live_for_an_hour_after_it_was_touched_last() {
        SessionId id = data.sessions().start(UserId.of("user-123")).id();

        clock.advance(Duration.ofMinutes(59));
        assertThat(data.sessions().touch(id)).isTrue();
        clock.advance(Duration.ofMinutes(59));
        assertThat(data.sessions().find(id)).isPresent();
        clock.advance(Duration.ofMinutes(2));
        assertThat(data.sessions().find(id)).isEmpty();
        assertThat(data.sessions().touch(id)).isFalse();
    }

    private static final class MovableClock extends Clock {

        private Instant now = Instant.parse("2026-01-15T08:00:00Z");

        void advance(Duration duration) {
            now = now.plus(duration);
        }

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
