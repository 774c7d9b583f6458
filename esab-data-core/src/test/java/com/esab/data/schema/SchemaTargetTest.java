package com.esab.data.schema;

import com.esab.data.error.MigrationException;
import com.esab.data.schema.SchemaTarget.Applied;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SchemaTargetTest {

    private static final Migration FIRST = Migration.of("V001-tables-up.sql", "one", Optional.empty());
    private static final Migration SECOND = Migration.of("V002-views-up.sql", "two", Optional.empty());

    private record Target(List<Applied> applied) implements SchemaTarget {

        @Override
        public String store() {
            return "fake";
        }

        @Override
        public List<Migration> migrations() {
            return List.of(FIRST, SECOND);
        }

        @Override
        public Runner open(Duration wait) {
            throw new UnsupportedOperationException();
        }
    }

    private static Applied applied(Migration migration) {
        return new Applied(migration.version(), migration.description(), migration.checksum(), Instant.EPOCH);
    }

    @Test
    void a_schema_is_current_when_exactly_the_known_migrations_were_applied() {
        assertThatCode(() -> new Target(List.of(applied(FIRST), applied(SECOND))).requireCurrent())
                .doesNotThrowAnyException();
    }

    @Test
    void a_missing_a_changed_and_an_unknown_migration_are_refused() {
        Migration changed = Migration.of("V002-views-up.sql", "another", Optional.empty());
        Migration unknown = Migration.of("V003-more-up.sql", "three", Optional.empty());
        for (List<Applied> found : List.of(
                List.<Applied>of(),
                List.of(applied(FIRST)),
                List.of(applied(FIRST), applied(changed)),
                List.of(applied(FIRST), applied(SECOND), applied(unknown)))) {
            assertThatExceptionOfType(MigrationException.class)
                    .isThrownBy(() -> new Target(found).requireCurrent())
                    .withMessageStartingWith("fake: the schema is not the one this library brings");
        }
    }
}
