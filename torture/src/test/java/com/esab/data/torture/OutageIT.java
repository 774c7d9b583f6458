package com.esab.data.torture;

import com.esab.data.Sessions.Completion;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(600)
class OutageIT {

    @Test
    void while_postgres_is_down_saves_go_on_at_the_same_cost_and_are_archived_afterwards() {
        Outage.Report report = Outage.run(Duration.ofSeconds(Integer.getInteger("torture.outage", 5)));
        System.out.println(report.table());

        assertThat(report.failures()).isZero();
        assertThat(report.tripsBefore()).isEqualTo(2 * report.savesBefore());
        assertThat(report.saves()).isPositive();
        assertThat(report.trips()).isEqualTo(2 * report.saves());
        assertThat(report.ended()).isEqualTo(Completion.Outcome.QUEUED);
        assertThat(report.lag().due()).isPositive();
        assertThat(report.lag().overdue()).isPositive();
        assertThat(report.findings()).contains("archiver_failing");
        if (report.length().compareTo(Outage.TOLD) > 0) {
            assertThat(report.findings()).contains("archive_lag");
        }
        assertThat(report.drained()).isTrue();
        assertThat(report.missing()).isZero();
    }
}
