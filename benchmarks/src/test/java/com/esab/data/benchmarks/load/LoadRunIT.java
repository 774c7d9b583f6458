package com.esab.data.benchmarks.load;

import com.esab.data.benchmarks.harness.Addresses;
import com.esab.data.testkit.server.Neo4jServer;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(RealServers.class)
class LoadRunIT {

    @Test
    void a_few_people_talk_for_seconds_and_every_completed_session_is_in_the_archive(
            Neo4jServer neo4j, RedisServer redis, PostgresServer postgres) throws Exception {
        Addresses.set(neo4j, redis, postgres);

        String report = LoadRun.run(4, Duration.ofSeconds(3), Duration.ofSeconds(1));

        assertThat(report)
                .contains("all in the archive", "| candidates |", "| complete |", "| find |", "| start |", "| update |")
                .doesNotContain("null", "NaN");
    }
}
