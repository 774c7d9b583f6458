package com.esab.data.torture;

import com.esab.data.session.SessionId;
import com.esab.data.torture.Violation.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A checker that finds nothing in a doctored history or archive would prove nothing. */
class HistoryCheckerTest {

    private static final SessionId ID = SessionId.of("abc");

    private final List<HistoryEntry> history = new ArrayList<>();

    private void done(Operation operation, String message, long version) {
        history.add(new HistoryEntry(Outcome.ATTEMPTED, operation, ID, message, 0));
        history.add(new HistoryEntry(Outcome.ACKNOWLEDGED, operation, ID, message, version));
    }

    private void failed(Outcome outcome, Operation operation, String message) {
        history.add(new HistoryEntry(Outcome.ATTEMPTED, operation, ID, message, 0));
        history.add(new HistoryEntry(outcome, operation, ID, message, 0));
    }

    private static StoredRow row(long version, String status, String... messages) {
        return new StoredRow(ID, version, status, false, List.of(messages));
    }

    private List<Kind> violations(StoredRow... rows) {
        return HistoryChecker.check(history, List.of(rows)).stream()
                .map(Violation::kind)
                .toList();
    }

    private void conversation() {
        done(Operation.START, "", 10);
        done(Operation.MESSAGE, "a:1", 11);
        done(Operation.MESSAGE, "b:1", 12);
        done(Operation.MESSAGE, "a:2", 13);
    }

    @Test
    void nothing_is_wrong_with_what_was_acknowledged() {
        conversation();
        done(Operation.COMPLETE, "", 14);
        assertThat(violations(row(14, "completed", "a:1", "b:1", "a:2"))).isEmpty();
    }

    @Test
    void a_write_of_unknown_outcome_may_be_there_or_not() {
        conversation();
        failed(Outcome.UNKNOWN, Operation.MESSAGE, "a:3");
        assertThat(violations(row(13, "abandoned", "a:1", "b:1", "a:2"))).isEmpty();
        assertThat(violations(row(14, "abandoned", "a:1", "b:1", "a:2", "a:3"))).isEmpty();
    }

    @Test
    void a_write_that_was_under_way_when_its_worker_ended_may_be_there_or_not() {
        conversation();
        history.add(new HistoryEntry(Outcome.ATTEMPTED, Operation.MESSAGE, ID, "a:3", 0));
        assertThat(violations(row(13, "abandoned", "a:1", "b:1", "a:2"))).isEmpty();
        assertThat(violations(row(14, "abandoned", "a:1", "b:1", "a:2", "a:3"))).isEmpty();
    }

    @Test
    void a_session_of_which_nothing_was_acknowledged_may_be_missing() {
        failed(Outcome.UNKNOWN, Operation.START, "");
        assertThat(violations()).isEmpty();
    }

    @Test
    void a_completion_that_is_acknowledged_twice_is_one() {
        conversation();
        done(Operation.COMPLETE, "", 14);
        done(Operation.COMPLETE, "", 14);
        assertThat(violations(row(14, "completed", "a:1", "b:1", "a:2"))).isEmpty();
    }

    @Test
    void every_acknowledged_write_of_a_session_without_a_row_is_lost() {
        conversation();
        assertThat(violations()).containsExactly(Kind.LOST, Kind.LOST, Kind.LOST, Kind.LOST);
    }

    @Test
    void a_missing_message_is_lost() {
        conversation();
        assertThat(violations(row(13, "abandoned", "a:1", "a:2"))).containsExactly(Kind.LOST);
    }

    @Test
    void a_row_below_the_highest_acknowledged_version_is_stale() {
        conversation();
        assertThat(violations(row(12, "abandoned", "a:1", "b:1", "a:2"))).containsExactly(Kind.STALE);
    }

    @Test
    void a_message_that_is_there_twice_is_a_duplicate() {
        conversation();
        assertThat(violations(row(13, "abandoned", "a:1", "b:1", "a:2", "b:1"))).containsExactly(Kind.DUPLICATED);
    }

    @Test
    void a_write_of_unknown_outcome_that_is_there_twice_is_a_duplicate() {
        conversation();
        failed(Outcome.UNKNOWN, Operation.MESSAGE, "a:3");
        assertThat(violations(row(15, "abandoned", "a:1", "b:1", "a:2", "a:3", "a:3")))
                .containsExactly(Kind.DUPLICATED);
    }

    @Test
    void two_rows_of_one_session_are_a_duplicate() {
        conversation();
        StoredRow row = row(13, "abandoned", "a:1", "b:1", "a:2");
        assertThat(violations(row, row)).containsExactly(Kind.DUPLICATED);
    }

    @Test
    void messages_in_another_order_than_their_versions_are_disordered() {
        conversation();
        assertThat(violations(row(13, "abandoned", "a:1", "a:2", "b:1"))).containsExactly(Kind.DISORDERED);
    }

    @Test
    void two_saves_under_one_version_mean_that_one_overwrote_the_other() {
        conversation();
        done(Operation.MESSAGE, "b:2", 13);
        assertThat(violations(row(13, "abandoned", "a:1", "b:1", "a:2", "b:2"))).containsExactly(Kind.OVERWRITTEN);
    }

    @Test
    void a_message_that_was_said_not_to_be_written_is_invented() {
        conversation();
        failed(Outcome.UNCHANGED, Operation.MESSAGE, "a:3");
        assertThat(violations(row(14, "abandoned", "a:1", "b:1", "a:2", "a:3"))).containsExactly(Kind.INVENTED);
    }

    @Test
    void a_message_or_a_session_of_nobody_is_invented() {
        assertThat(violations(row(1, "abandoned"))).containsExactly(Kind.INVENTED);
        conversation();
        assertThat(violations(row(13, "abandoned", "a:1", "b:1", "a:2", "c:1"))).containsExactly(Kind.INVENTED);
    }

    @Test
    void a_completed_session_is_archived_as_completed() {
        conversation();
        done(Operation.COMPLETE, "", 14);
        assertThat(violations(row(14, "abandoned", "a:1", "b:1", "a:2"))).containsExactly(Kind.NOT_ENDED);
    }

    @Test
    void an_abandoned_session_is_not_archived_as_expired() {
        conversation();
        done(Operation.ABANDON, "", 14);
        assertThat(violations(row(14, "abandoned", "a:1", "b:1", "a:2"))).isEmpty();
        assertThat(violations(new StoredRow(ID, 14, "abandoned", true, List.of("a:1", "b:1", "a:2"))))
                .containsExactly(Kind.NOT_ENDED);
    }

    @Test
    void a_session_whose_time_is_up_is_not_active() {
        conversation();
        assertThat(violations(row(13, "active", "a:1", "b:1", "a:2"))).containsExactly(Kind.NOT_ENDED);
    }

    @Test
    void an_ended_session_is_not_saved_again() {
        conversation();
        done(Operation.COMPLETE, "", 14);
        done(Operation.MESSAGE, "a:3", 15);
        assertThat(violations(row(15, "completed", "a:1", "b:1", "a:2", "a:3"))).containsExactly(Kind.NOT_ENDED);
    }

    @Test
    void a_failure_that_no_fault_explains_is_told() {
        conversation();
        failed(Outcome.UNEXPECTED, Operation.MESSAGE, "java.lang.IllegalStateException");
        assertThat(violations(row(13, "abandoned", "a:1", "b:1", "a:2"))).containsExactly(Kind.FAILED);
    }
}
