package com.esab.data.benchmarks.harness;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReportTest {

    private static Measured measured(String contender, int messages, double micros) {
        return new Measured(
                "session save",
                Map.of("messages", Integer.toString(messages)),
                contender,
                micros,
                0.5,
                Optional.of(1024.0),
                Optional.of(new Cost(1, 2000, 50)));
    }

    private static final List<Measured> ROWS = List.of(
            measured(Path.LIBRARY, 10, 100),
            measured("raw", 10, 80),
            measured("peer", 10, 150),
            measured(Path.LIBRARY, 60, 300),
            measured("raw", 60, 200),
            measured("peer", 60, 900));

    @Test
    void a_goal_is_judged_by_the_circumstance_that_is_furthest_from_it() {
        Goal limit = Goal.atMost("session save", "raw", 1.3);
        Goal peer = Goal.atLeast("session save", "peer", 1.5);

        assertThat(limit.worst(ROWS)).contains(Map.entry("messages 60", 1.5));
        assertThat(limit.isMetBy(1.5)).isFalse();
        assertThat(peer.worst(ROWS)).contains(Map.entry("messages 10", 1.5));
        assertThat(peer.isMetBy(1.5)).isTrue();
        assertThat(Goal.atMost("session save", "nobody", 1).worst(ROWS)).isEmpty();
        assertThat(Goal.growth("session save", "messages", "10", "60", 2).worst(ROWS))
                .contains(Map.entry("messages 60", 3.0));
    }

    @Test
    void a_report_says_of_each_goal_whether_it_was_met_and_of_each_row_how_many_times_the_library_it_takes() {
        String report = Report.of(
                ROWS,
                List.of(Goal.atMost("session save", "raw", 1.3), Goal.atLeast("session save", "peer", 1.5)),
                List.of("a test"));

        assertThat(report)
                .contains("- a test")
                .contains("| session save | ≤ 1.30 × raw | 1.50 | messages 60 | **missed** |")
                .contains("| session save | ≥ 1.50 times faster than peer | 1.50 | messages 10 | met |")
                .contains("| 10 | peer | 150 | 0.50 | 1.50 | 1.00 | 2,000 | 50.0 | 1,024 |");
    }

    @Test
    void charts_name_their_contenders() {
        assertThat(Chart.ratios("session save", ROWS)).contains(">peer</text>", ">3.00</text>", ">messages 60</text>");
        assertThat(Chart.growth("save", "messages", "µs", Map.of("raw", Map.of(10.0, 80.0, 60.0, 200.0))))
                .contains(">raw</text>", "<polyline");
    }

    @Test
    void the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
        assertThat(Runs.median(3, 1, 2)).isEqualTo(2);
        assertThat(Runs.median(4, 1, 2, 3)).isEqualTo(2.5);
    }
}
