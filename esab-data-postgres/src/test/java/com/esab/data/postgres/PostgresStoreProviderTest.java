package com.esab.data.postgres;

import com.esab.data.error.ConfigurationException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PostgresStoreProviderTest {

    @Test
    void without_a_password_the_variable_is_named() {
        assertThatThrownBy(() -> new PostgresStoreProvider().connect(Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("POSTGRES_PASSWORD");
    }

    @Test
    void every_other_variable_has_a_default() {
        assertThat(PostgresStoreProvider.jdbcUrl(Map.of()))
                .isEqualTo("jdbc:postgresql://localhost:5432/pconfig?sslmode=prefer");
        assertThat(PostgresStoreProvider.jdbcUrl(Map.of("POSTGRES_HOST", " ", "POSTGRES_PORT", "")))
                .isEqualTo("jdbc:postgresql://localhost:5432/pconfig?sslmode=prefer");
    }

    @Test
    void the_variables_make_the_address() {
        assertThat(PostgresStoreProvider.jdbcUrl(Map.of(
                        "POSTGRES_HOST", "db.example.org",
                        "POSTGRES_PORT", "6432",
                        "POSTGRES_DB", "a b?c",
                        "POSTGRES_SSLMODE", "verify-full")))
                .isEqualTo("jdbc:postgresql://db.example.org:6432/a%20b%3Fc?sslmode=verify-full");
        assertThat(PostgresStoreProvider.jdbcUrl(Map.of("POSTGRES_HOST", "::1")))
                .startsWith("jdbc:postgresql://[::1]:5432/");
    }

    @Test
    void a_value_that_makes_no_sense_is_refused_with_its_variable() {
        Map.of(
                        "POSTGRES_PORT", "many",
                        "POSTGRES_HOST", "host/other?x=y",
                        "POSTGRES_SSLMODE", "maybe")
                .forEach((variable, value) -> assertThatThrownBy(
                                () -> PostgresStoreProvider.jdbcUrl(Map.of(variable, value)))
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining(variable)
                        .hasMessageContaining(value));
        for (String port : new String[] {"0", "65536", "-1", "5432x", "1e3"}) {
            assertThatThrownBy(() -> PostgresStoreProvider.jdbcUrl(Map.of("POSTGRES_PORT", port)))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(port);
        }
    }

    @Test
    void an_address_of_another_form_is_refused_and_not_repeated() {
        for (String url : new String[] {
            "",
            "localhost",
            "postgresql://localhost/secret",
            "jdbc:mysql://localhost/secret",
            "jdbc:postgresql://user:secret@localhost/db",
            "jdbc:postgresql://localhost:secret/db",
            "jdbc:postgresql://localhost/db?password=secret",
            "jdbc:postgresql://localhost/db?user=u&Password=secret",
            "jdbc:postgresql://localhost/db?sslmode=prefer&sslpassword=secret"
        }) {
            assertThatThrownBy(() -> PostgresArchive.connect(url, "user", "secret"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("jdbc:postgresql://host:port/database")
                    .hasNoCause()
                    .message()
                    .doesNotContain("secret");
        }
    }

    @Test
    void a_setting_out_of_range_is_refused_with_its_value() {
        PostgresArchive.Builder settings = PostgresArchive.builder();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.poolSize(0))
                .withMessageContaining("pool size 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.fetchSize(0))
                .withMessageContaining("fetch size 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.connectionTimeout(Duration.ofMillis(249)))
                .withMessageContaining("PT0.249S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.statementTimeout(Duration.ZERO))
                .withMessageContaining("PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.migrationTimeout(Duration.ofDays(2)))
                .withMessageContaining("PT48H");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.purgeTimeout(Duration.ZERO))
                .withMessageContaining("purge timeout PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.contentTimeout(Duration.ZERO))
                .withMessageContaining("content timeout PT0S");
    }
}
