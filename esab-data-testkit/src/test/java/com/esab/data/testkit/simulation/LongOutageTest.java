package com.esab.data.testkit.simulation;

import com.esab.data.error.StoreUnavailableException;
import com.esab.data.health.Finding;
import com.esab.data.session.ArchiveLag;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LongOutageTest {

    private static final Duration BETWEEN_SAVES = Duration.ofSeconds(20);
    private static final int SAVES_IN_TEN_MINUTES = 30;

    private final World world =
            new World(new Scenario("long-outage", 1, List.of(), List.of()), List.of(), Mutant.NONE, false);

    @Test
    void ten_minutes_without_an_archive_fail_no_save_show_in_the_health_and_are_made_up_for_afterwards() {
        world.start("a", "anna");
        world.start("b", "bert");
        world.choose("b");
        world.breakDown(ArchiveModel.STORE);

        for (int i = 0; i < SAVES_IN_TEN_MINUTES; i++) {
            world.pass(BETWEEN_SAVES);
            world.say("a", "en");
            archivingFails();
        }
        world.end("b", true);

        assertThat(findings()).contains("archive_lag");
        assertThat(lag().waiting()).isEqualTo(2);
        assertThat(lag().overdue()).isGreaterThan(Duration.ofMinutes(8));
        assertThat(world.archive().rows()).isEmpty();

        world.mend(ArchiveModel.STORE);
        world.archiveOnce();

        assertThat(lag()).isEqualTo(ArchiveLag.NONE);
        assertThat(findings()).isEmpty();
        assertThat(world.archive().rows()).hasSize(2);
        assertThat(archived("a")).isEqualTo(world.redis().record(SessionId.of("a")));
        assertThat(archived("a").orElseThrow().messages()).hasSize(SAVES_IN_TEN_MINUTES);
        assertThat(archived("b").orElseThrow().status().label()).isEqualTo("completed");
        assertThat(world.redis().record(SessionId.of("b"))).isEmpty();
    }

    /** In the sweep, as long as nothing is due. */
    private void archivingFails() {
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(world::archiveOnce)
                .satisfies(e -> assertThat(e.store()).isEqualTo(ArchiveModel.STORE));
    }

    private ArchiveLag lag() {
        return world.data().archiver().lag();
    }

    private List<String> findings() {
        return world.redis().health(Duration.ofSeconds(1)).findings().stream()
                .map(Finding::code)
                .toList();
    }

    private Optional<Session> archived(String session) {
        return Optional.ofNullable(world.archive().row(SessionId.of(session))).map(ArchiveModel.Row::session);
    }
}
