package com.esab.data.postgres;

import com.esab.data.archive.ArchiverSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

import static org.assertj.core.api.Assertions.assertThat;

class PostgresArchiveTest {

    @Test
    void the_longest_call_waits_for_a_connection_and_for_an_answer_and_two_seconds_more() {
        PostgresArchive.Builder settings = PostgresArchive.builder()
                .connectionTimeout(Duration.ofSeconds(3))
                .statementTimeout(Duration.ofSeconds(40))
                .purgeTimeout(Duration.ofHours(1))
                .migrationTimeout(Duration.ofHours(1));

        try (PostgresArchive store = settings.using(new PGSimpleDataSource())) {
            assertThat(store.longestCall()).isEqualTo(Duration.ofSeconds(45));
        }
    }

    @Test
    void the_lease_of_an_archiver_outlasts_the_longest_call_by_default() {
        try (PostgresArchive store = PostgresArchive.using(new PGSimpleDataSource())) {
            assertThat(store.longestCall())
                    .isLessThan(ArchiverSettings.defaults().lease());
        }
    }
}
