package com.esab.data.neo4j;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ServerVersionTest {

    @ParameterizedTest
    @ValueSource(strings = {"3.5.35", "4.4.40", "5.9.0", "5.22.0"})
    void a_server_before_5_23_is_too_old(String version) {
        assertThat(ServerVersion.tooOld(version)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.23.0", "5.26.30", "5.27-aura", "6.0.1", "2025.01.0", "2026.1"})
    void a_server_from_5_23_on_is_not_by_whatever_it_counts(String version) {
        assertThat(ServerVersion.tooOld(version)).isFalse();
    }

    @Test
    void a_version_that_is_no_number_is_let_pass() {
        assertThat(ServerVersion.tooOld("dev")).isFalse();
    }

    @Test
    void the_complaint_names_the_version_found_and_the_one_needed() {
        assertThat(ServerVersion.complaint("4.4.40")).contains("4.4.40").contains("5.23");
    }
}
