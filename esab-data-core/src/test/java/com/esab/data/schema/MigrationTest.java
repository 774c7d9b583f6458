package com.esab.data.schema;

import com.esab.data.error.MigrationException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

final class MigrationTest {

    @ParameterizedTest
    @CsvSource({
        "V001-archived-sessions-up.sql,V001,archived-sessions",
        "V012-views.sql,V012,views",
        "2025-01-15-001-catalogue.cypher,2025-01-15-001,catalogue",
        "2025-01-15-002-search-index-up.cypher,2025-01-15-002,search-index"
    })
    void the_name_of_its_file_says_version_and_description(String file, String version, String description) {
        Migration migration = Migration.of(file, "script", Optional.of("undo"));

        assertThat(migration.version()).isEqualTo(version);
        assertThat(migration.description()).isEqualTo(description);
        assertThat(migration).hasToString(version + "-" + description);
        assertThat(migration.undo()).contains("undo");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "readme.md",
                "V1-too-short.sql",
                "V001_underscore.sql",
                "V001-archived-sessions-down.sql",
                "2025-01-15-001-catalogue-down.cypher",
                "x/V001-path.sql"
            })
    void another_name_is_refused_that_of_an_undo_script_too(String file) {
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> Migration.of(file, "script", Optional.empty()))
                .withMessage("not the name of a migration: " + file);
    }

    @Test
    void the_checksum_changes_with_the_script_and_not_with_its_line_ends_or_its_undo() {
        Migration migration = Migration.of("V001-a.sql", "one;\ntwo;\n", Optional.empty());

        assertThat(migration.checksum())
                .hasSize(64)
                .isEqualTo(Migration.of("V001-a.sql", "one;\r\ntwo;\r\n", Optional.of("undo"))
                        .checksum())
                .isNotEqualTo(Migration.of("V001-a.sql", "one;\nTwo;\n", Optional.empty())
                        .checksum());
    }
}
