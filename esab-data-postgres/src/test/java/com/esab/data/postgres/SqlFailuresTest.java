package com.esab.data.postgres;

import com.esab.data.error.EsabDataException;
import com.esab.data.error.StoreUnavailableException;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SqlFailuresTest {

    @ParameterizedTest
    @ValueSource(strings = {"08006", "57P01", "25P03", "25P04"})
    void a_write_whose_connection_ended_has_an_unknown_outcome(String state) {
        EsabDataException failure = failure(state);

        assertThat(failure).isInstanceOf(StoreUnavailableException.class);
        assertThat(((StoreUnavailableException) failure).outcomeUnknown()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "53100", "57014", "25006"})
    void a_write_that_the_server_undid_for_now_changed_nothing(String state) {
        EsabDataException failure = failure(state);

        assertThat(failure).isInstanceOf(StoreUnavailableException.class);
        assertThat(((StoreUnavailableException) failure).outcomeUnknown()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"25P01", "25P02"})
    void a_statement_refused_for_the_state_of_its_transaction_is_no_outage(String state) {
        assertThat(failure(state)).isExactlyInstanceOf(EsabDataException.class).hasMessageContaining(state);
    }

    private static EsabDataException failure(String state) {
        return SqlFailures.answered("archiving session a", true, new SQLException("reason", state));
    }
}
