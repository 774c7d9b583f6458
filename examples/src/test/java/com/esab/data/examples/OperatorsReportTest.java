package com.esab.data.examples;

import com.esab.data.EsabData;
import com.esab.data.session.Session;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OperatorsReportTest {

    @Test
    void the_report_shows_the_archive_in_numbers_and_the_health_of_every_store() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try (EsabData data = EsabData.inMemory()) {
            Session session = data.sessions().start(UserId.of("user-123"));
            data.archive().archive(session.withStatus(SessionStatus.COMPLETED));

            new OperatorsReport(data, new Display(new PrintStream(written, true, StandardCharsets.UTF_8))).print();
        }
        assertThat(written.toString(StandardCharsets.UTF_8))
                .contains("sessions archived               1")
                .contains("1 / 0 / 0")
                .contains("Health: healthy")
                .contains("\"databases\":{\"catalog\":\"connected\"");
    }
}
