package com.esab.data.torture;

import com.esab.data.torture.Violation.Kind;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** The short storm; the long one is started by {@link Torture}. */
@Timeout(600)
class TortureIT {

    @Test
    void no_acknowledged_save_is_lost_in_a_storm_of_faults() throws Exception {
        long seed = Long.getLong("torture.seed", new Random().nextInt(1_000_000));
        System.out.println("storm with seed " + seed);
        StormReport report = new Storm(new StormSettings(
                        Duration.ofSeconds(40), Duration.ofMillis(900), Durability.ALWAYS, seed, 3, 4))
                .run();
        System.out.println(report.table());

        assertThat(report.violations()).isEmpty();
        assertThat(report.count(Kind.LOST)).isZero();
        assertThat(report.faults()).hasSize(Fault.values().length);
        assertThat(report.faults())
                .allSatisfy((fault, times) -> assertThat(times).as(fault.text()).isPositive());
        assertThat(report.sessions()).isGreaterThan(50);
        assertThat(report.saves()).isGreaterThan(500);
    }
}
