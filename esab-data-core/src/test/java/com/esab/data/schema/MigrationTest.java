package com.esab.data.schema;

import com.esab.data.error.CorruptRecordException;
import com.esab.data.schema.Migration.Source;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

final class MigrationTest {

    private static Migration migration(Source source, String version, String script, Optional<String> undo) {
        return new Migration(source, version, "a", script, undo);
    }

    @Test
    void the_checksum_changes_with_the_script_and_not_with_its_line_ends_or_its_way_back() {
        Migration migration = migration(Source.LIBRARY, "V001", "one;\ntwo;\n", Optional.empty());

        assertThat(migration.checksum())
                .hasSize(64)
                .isEqualTo(migration(Source.LIBRARY, "V001", "one;\r\ntwo;\r\n", Optional.of("undo"))
                        .checksum())
                .isNotEqualTo(migration(Source.LIBRARY, "V001", "one;\nTwo;\n", Optional.empty())
                        .checksum());
    }

    @Test
    void the_checksum_of_statements_tells_where_one_ends() {
        assertThat(Migration.checksum(List.of("a", "b")))
                .isEqualTo(Migration.checksum(List.of("a", "b")))
                .isNotEqualTo(Migration.checksum(List.of("ab")))
                .isNotEqualTo(Migration.checksum(List.of("a")));
    }

    @Test
    void the_library_comes_before_an_app_whatever_the_versions() {
        Migration ours = migration(Source.LIBRARY, "V002", "", Optional.empty());
        Migration first = migration(Source.APP, "V001", "", Optional.empty());
        Migration second = migration(Source.APP, "V002", "", Optional.empty());

        assertThat(List.of(second, first, ours).stream().sorted()).containsExactly(ours, first, second);
        assertThat(ours).hasToString("V002-a");
        assertThat(first).hasToString("app:V001-a");
    }

    @Test
    void a_source_that_no_history_can_name_is_corrupt() {
        assertThat(Source.of("app")).isEqualTo(Source.APP);
        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> Source.of("flyway"))
                .withMessageContaining("flyway");
    }
}
