package com.esab.data.examples;

import com.esab.data.EsabData;
import com.esab.data.catalog.ComponentType;
import com.esab.data.compatibility.SelectionCheck;
import com.esab.data.session.Session;
import com.esab.data.session.SessionState;
import com.esab.data.session.UserId;
import com.esab.data.testkit.catalog.SampleCatalog;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GuidedDialogueTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Display display = new Display(new PrintStream(written, true, StandardCharsets.UTF_8));

    @Test
    void taking_what_is_offered_first_leads_to_a_complete_package_with_an_accessory() {
        try (EsabData data = EsabData.inMemory()) {
            data.catalog().load(SampleCatalog.data());

            Session session =
                    new GuidedDialogue(data, display).configure(UserId.of("user-123"), SampleCatalog.ARISTO_500IX);

            assertThat(session.state()).isEqualTo(SessionState.FINALIZE);
            SelectionCheck check = data.compatibility().check(session.selection());
            assertThat(check.complete()).isTrue();
            assertThat(session.selection().accessories()).hasSize(1);
            for (ComponentType type : ComponentType.core()) {
                assertThat(session.selection().chosen(type)).as(type.label()).isPresent();
            }
            assertThat(written.toString(StandardCharsets.UTF_8)).contains("Feeder: ", "→ ");
        }
    }

    @Test
    void two_requests_that_race_on_a_session_are_both_kept() {
        try (EsabData data = EsabData.inMemory()) {
            Session session = data.sessions().start(UserId.of("user-123"));

            int applied = new RacingRequests(data).race(session.id(), "one", "other");

            assertThat(data.sessions().find(session.id()).orElseThrow().messages())
                    .extracting(message -> message.content())
                    .containsExactlyInAnyOrder("one", "other");
            assertThat(applied).isEqualTo(3);
        }
    }
}
