package com.esab.data.torture;

import com.esab.data.session.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class HistoryTest {

    @TempDir
    Path folder;

    @Test
    void what_was_written_is_read_again_without_the_line_that_was_cut_off() throws IOException {
        HistoryEntry first = new HistoryEntry(Outcome.ATTEMPTED, Operation.MESSAGE, SessionId.of("abc"), "w1:1", 0);
        HistoryEntry second =
                new HistoryEntry(Outcome.ACKNOWLEDGED, Operation.MESSAGE, SessionId.of("abc"), "w1:1", 17);
        try (History history = new History(folder, "w1")) {
            history.add(first);
            history.add(second);
        }
        Files.writeString(folder.resolve("w1.history"), "ACKNOWLEDGED\tMESS", StandardOpenOption.APPEND);

        assertThat(History.readAll(folder)).isEqualTo(List.of(first, second));
    }

    @Test
    void only_one_of_all_workers_is_the_first() throws IOException {
        try (History one = new History(folder, "w1");
                History other = new History(folder, "w2")) {
            assertThat(one.isFirst("shared")).isTrue();
            assertThat(other.isFirst("shared")).isFalse();
            assertThat(one.isFirst("shared")).isFalse();
        }
    }
}
