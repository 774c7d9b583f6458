package com.esab.data.testkit.contract;

import com.esab.data.error.CorruptRecordException;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.store.ContentRecord;
import com.esab.data.store.SessionStore;
import com.esab.data.store.StoreContent.Replacement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class InMemorySessionContentTest extends SessionContentContract {

    private final SessionStore store = new InMemoryStores(Clock.systemUTC()).sessions();

    @Override
    protected SessionStore store() {
        return store;
    }

    @Test
    void what_is_only_held_to_be_restored_on_top_of_is_not_exported() {
        SessionId id = SessionId.of("held");
        store.sessions().hold(Session.begin(id, Optional.empty(), Instant.EPOCH).saved(1, Instant.EPOCH));

        assertThat(store.sessions().findHeld(id)).isPresent();
        assertThat(exported()).isEmpty();
    }

    @Test
    void a_store_that_hands_nothing_over_takes_live_sessions_and_none_that_wait_for_an_archive() {
        fill();
        List<ContentRecord> records = exported();
        SessionStore without = InMemoryStores.withoutHandOver(Clock.systemUTC(), Duration.ofHours(1))
                .sessions();

        try (Replacement replacement = without.content().orElseThrow().replace()) {
            records.stream()
                    .filter(record -> !record.fields().containsKey("due_at"))
                    .filter(record -> !record.fields().containsKey("reason"))
                    .forEach(replacement::put);
            replacement.commit();
        }

        assertThat(without.sessions().find(SessionId.of("archived"))).isPresent();
        try (Replacement replacement = without.content().orElseThrow().replace()) {
            assertThatExceptionOfType(CorruptRecordException.class)
                    .isThrownBy(() -> records.forEach(replacement::put))
                    .withMessageContaining("waits for an archive");
        }
    }
}
