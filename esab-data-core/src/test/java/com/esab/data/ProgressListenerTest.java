package com.esab.data;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class ProgressListenerTest {

    private final Locale before = Locale.getDefault();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

    @AfterEach
    void restoreLocale() {
        Locale.setDefault(before);
    }

    @Test
    void on_a_terminal_a_bar_grows_in_place_and_ends_its_line_when_done() {
        ProgressListener bar = ProgressListener.bar(out, true);

        bar.progress("products", 0, 1000);
        bar.progress("products", 500, 1000);
        bar.progress("products", 1000, 1000);

        assertThat(written())
                .isEqualTo("\rproducts         [                              ] 0 / 1,000"
                        + "\rproducts         [###############               ] 500 / 1,000"
                        + "\rproducts         [##############################] 1,000 / 1,000\n");
    }

    @Test
    void elsewhere_each_finished_step_is_one_plain_line() {
        ProgressListener bar = ProgressListener.bar(out, false);

        bar.progress("products", 0, 1000);
        bar.progress("products", 500, 1000);
        bar.progress("products", 1000, 1000);
        bar.progress("compatibilities", 5, 5);

        assertThat(written()).isEqualTo("products         1,000\ncompatibilities  5\n");
    }

    @Test
    void a_step_with_nothing_to_do_is_done_at_once() {
        ProgressListener.bar(out, true).progress("products", 0, 0);
        ProgressListener.bar(out, false).progress("products", 0, 0);

        assertThat(written())
                .isEqualTo("\rproducts         [##############################] 0 / 0\nproducts         0\n");
    }

    @Test
    void numbers_look_the_same_in_every_country() {
        Locale.setDefault(Locale.GERMANY);

        ProgressListener.bar(out, false).progress("products", 1000, 1000);

        assertThat(written()).contains("1,000");
    }

    private String written() {
        return written.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
