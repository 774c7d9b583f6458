package com.esab.data.neo4j;

import com.esab.data.EsabData;
import com.esab.data.error.MigrationException;
import com.esab.data.testkit.server.Neo4jServer;
import com.esab.data.testkit.server.RealServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(RealServers.class)
class RefusedMigrationIT {

    private static final String TWICE = "F900000001";

    private TestCatalog test;
    private EsabData data;

    @BeforeEach
    void a_server_without_schema(Neo4jServer server) {
        test = TestCatalog.on(server);
        data = EsabData.builder().catalog(test.store).build();
        test.clearSchema();
    }

    @AfterEach
    void with_schema_again() {
        test.clear();
        data.migrate();
        test.close();
    }

    @Test
    void over_two_products_with_one_gin_the_migration_is_refused_with_its_name_and_the_reason() {
        test.run("UNWIND [1, 2] AS i CREATE (:Product:Feeder {gin: '" + TWICE + "', name: 'Feeder'})");

        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(data::migrate)
                .withMessageContaining("2025-01-15-001-catalogue")
                .withMessageContaining("refuses")
                .withMessageContaining(TWICE);
    }
}
