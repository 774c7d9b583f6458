package com.esab.data.examples;

import com.esab.data.EsabData;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import com.esab.data.testkit.contract.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How the test suite of an app uses the library as a fixture: no server, and a clock that the test moves. */
class AppWithFixtureTest {

    private final TestClock clock = new TestClock();
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
}
