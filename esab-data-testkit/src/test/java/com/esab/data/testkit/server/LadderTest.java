package com.esab.data.testkit.server;

import com.esab.data.testkit.server.spi.ServerKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LadderTest {

    @Test
    void saysWhyEachSourceHasNoServer() {
        Ladder ladder = new Ladder(Map.of(), "binaries");

        assertThatThrownBy(() -> ladder.shared(ServerKind.REDIS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("No Redis for tests")
                .hasMessageContaining("esab.test.servers=binaries")
                .hasMessageContaining("no server binaries on the class path")
                .hasMessageContaining("Set ESAB_TEST_REDIS_URI");
    }

    @Test
    void takesNothingElseWhenTheEnvironmentIsForcedAndNamesNothing() {
        Ladder ladder = new Ladder(Map.of(), "environment");

        assertThatThrownBy(() -> ladder.shared(ServerKind.POSTGRES))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no URL in ESAB_TEST_POSTGRES_URL")
                .hasMessageNotContaining("Docker failed");
    }

    @Test
    void takesNothingElseWhenTheNamedServerDoesNotAnswerAndKeepsItsPassword() throws IOException {
        int port = portNobodyListensOn();
        Ladder ladder = new Ladder(Map.of("ESAB_TEST_REDIS_URI", "redis://:geheim@127.0.0.1:" + port), "");

        assertThatThrownBy(() -> ladder.shared(ServerKind.REDIS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ESAB_TEST_REDIS_URI names a server that does not serve us")
                .hasMessageNotContaining("geheim");
    }

    @Test
    void refusesAnAddressWithoutAHostAndKeepsItsPassword() {
        Ladder ladder = new Ladder(Map.of("ESAB_TEST_REDIS_URI", "redis://:ge heim@"), "");

        assertThatThrownBy(() -> ladder.shared(ServerKind.REDIS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ESAB_TEST_REDIS_URI is not an address of Redis")
                .hasMessageNotContaining("heim@");
    }

    @Test
    void refusesASourceNobodyKnows() {
        assertThatThrownBy(() -> new Ladder(Map.of(), "cloud"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("environment, docker or binaries");
    }

    @Test
    void says_where_sets_of_servers_come_from_when_there_are_no_binaries() {
        assertThatThrownBy(RealServers::dedicatedRedisCluster)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("No Redis cluster for tests: no server binaries on the class path")
                .hasMessageContaining(
                        "Neither the environment nor Docker has such a set, only the module server-binaries");
        assertThatThrownBy(RealServers::dedicatedRedisSentinels)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("No Redis under sentinels for tests: no server binaries on the class path");
    }

    @Test
    void knows_from_the_words_of_a_server_that_its_port_was_taken() {
        assertThat(Ladder.wasTaken(new IOException("Redis does not run:\n# Warning: bind: Address in use\n# Failed")))
                .isTrue();
        assertThat(Ladder.wasTaken(new IOException("could not bind IPv4 address: Address already in use")))
                .isTrue();
        assertThat(Ladder.wasTaken(new IOException("Redis does not run (Connection refused)")))
                .isFalse();
    }

    private static int portNobodyListensOn() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
