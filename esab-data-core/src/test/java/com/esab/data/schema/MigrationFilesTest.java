package com.esab.data.schema;

import com.esab.data.error.MigrationException;
import com.esab.data.schema.Migration.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.groups.Tuple.tuple;

final class MigrationFilesTest {

    private static final String FOLDER = "/META-INF/test-migrations";

    @TempDir
    private Path folder;

    private void write(String... names) {
        for (String name : names) {
            try {
                Files.writeString(folder.resolve(name), "text of " + name);
            } catch (IOException e) {
                throw new AssertionError(name, e);
            }
        }
    }

    private List<Migration> sql() {
        return MigrationFiles.in(folder).sql(Source.APP);
    }

    private List<Migration> cypher() {
        return MigrationFiles.in(folder).cypher(Source.APP);
    }

    @Test
    void a_folder_gives_the_files_of_one_store_in_order_with_their_ways_back() {
        write(
                "V002-views-up.sql",
                "V001-quotes-up.sql",
                "V001-quotes-down.sql",
                "2025-01-15-001-notes.cypher",
                "2025-01-15-001-notes-down.cypher",
                "README.md");

        assertThat(sql())
                .extracting(Migration::id, Migration::description, Migration::script, migration -> migration
                        .undo()
                        .orElse("none"))
                .containsExactly(
                        tuple("app:V001", "quotes", "text of V001-quotes-up.sql", "text of V001-quotes-down.sql"),
                        tuple("app:V002", "views", "text of V002-views-up.sql", "none"));
        assertThat(cypher()).singleElement().satisfies(migration -> {
            assertThat(migration).hasToString("app:2025-01-15-001-notes");
            assertThat(migration.script()).isEqualTo("text of 2025-01-15-001-notes.cypher");
            assertThat(migration.undo()).contains("text of 2025-01-15-001-notes-down.cypher");
        });
    }

    @Test
    void a_folder_without_files_of_the_store_has_no_migrations() {
        write("README.md", "2025-01-15-001-notes.cypher");

        assertThat(sql()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "V1-too-short-up.sql",
                "V1000-too-long-up.sql",
                "v001-small-up.sql",
                "V001_underscore-up.sql",
                "V001-neither.sql",
                "V001--hyphens-up.sql",
                "V001-Capital-up.sql",
                "V001-up.sql",
                "V001-shouted-up.SQL",
                "notes.sql"
            })
    void another_name_is_refused_with_the_form_it_must_have(String name) {
        write(name);

        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(this::sql)
                .withMessageContaining(name)
                .withMessageContaining("V001-description-up.sql");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "V001-notes.cypher",
                "2025-1-15-001-notes.cypher",
                "2025-13-15-001-notes.cypher",
                "2025-01-32-001-notes.cypher",
                "2025-01-15-1-notes.cypher",
                "2025-01-15-001.cypher",
                "notes.cypher"
            })
    void another_name_is_refused_for_cypher_too(String name) {
        write(name);

        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(this::cypher)
                .withMessageContaining(name)
                .withMessageContaining("2025-01-15-001-description.cypher");
    }

    @ParameterizedTest
    @CsvSource({
        "V001-quotes-down.sql,V001-quotes-up.sql",
        "2025-01-15-001-notes-down.cypher,2025-01-15-001-notes.cypher"
    })
    void a_way_back_from_nothing_is_refused(String undo, String missing) {
        write(undo);

        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> {
                    sql();
                    cypher();
                })
                .withMessageContaining(undo)
                .withMessageContaining("there is no " + missing);
    }

    @Test
    void two_files_of_one_version_are_refused() {
        write("V001-quotes-up.sql", "V001-notes-up.sql");

        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(this::sql)
                .withMessage("two migrations have one version: app:V001-notes and app:V001-quotes");
    }

    @Test
    void a_folder_that_is_not_there_is_named() {
        Path missing = folder.resolve("missing");

        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> MigrationFiles.in(missing).sql(Source.APP))
                .withMessageContaining(missing.toString());
    }

    @Test
    void a_file_that_is_not_utf_8_is_named() throws IOException {
        Files.write(folder.resolve("V001-quotes-up.sql"), "SELECT 'ä'".getBytes(StandardCharsets.ISO_8859_1));

        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(this::sql)
                .withMessage("the migration V001-quotes-up.sql is not UTF-8");
    }

    @Test
    void files_on_the_class_path_bring_their_ways_back_with_them() {
        assertThat(MigrationFiles.onClassPath(
                                MigrationFilesTest.class, FOLDER, "V001-first-up.sql", "V002-second-up.sql")
                        .sql(Source.APP))
                .extracting(migration -> migration + " " + migration.script().strip() + " "
                        + migration.undo().map(String::strip).orElse("none"))
                .containsExactly("app:V001-first SELECT 1; SELECT -1;", "app:V002-second SELECT 2; none");
    }

    @Test
    void a_file_that_is_not_on_the_class_path_is_named() {
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> MigrationFiles.onClassPath(MigrationFilesTest.class, FOLDER, "V009-none-up.sql")
                        .sql(Source.APP))
                .withMessage("the migration " + FOLDER + "/V009-none-up.sql is not on the class path");
    }
}
