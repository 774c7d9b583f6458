package com.esab.data.serverbinaries;

import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisCluster;
import com.esab.data.testkit.server.RedisSentinels;
import com.esab.data.testkit.server.RedisServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(180)
class RedisTopologiesIT {

    private static final int KEYS = 5;

    @Test
    void a_cluster_serves_all_slots_and_finds_a_key_on_its_master() throws IOException {
        try (RedisCluster cluster = RealServers.dedicatedRedisCluster(Map.of("maxmemory-policy", "volatile-lru"))) {
            assertThat(cluster.nodes()).hasSize(6);
            assertThat(cluster.masters())
                    .containsExactlyElementsOf(cluster.nodes().subList(0, 3));
            for (RedisServer node : cluster.nodes()) {
                assertThat(ask(node, "CLUSTER INFO")).contains("cluster_state:ok", "cluster_slots_ok:16384");
                assertThat(ask(node, "CONFIG GET maxmemory-policy")).contains("volatile-lru");
            }
            for (RedisServer replica : cluster.nodes().subList(3, 6)) {
                assertThat(ask(replica, "INFO replication")).contains("role:slave", "master_link_status:up");
            }

            int slot = cluster.slotOf("kept");
            RedisServer master = cluster.masterOf(slot);
            assertThat(ask(master, "SET kept 42")).startsWith("+OK");
            assertThat(cluster.masterOf("kept")).isSameAs(master);
            assertThat(ask(another(cluster, master), "GET kept")).startsWith("-MOVED " + slot + " " + address(master));
            assertThat(cluster.toString()).contains(address(master)).doesNotContain(cluster.password());
        }
    }

    @Test
    void a_slot_moves_key_by_key_and_its_master_sends_clients_after_those_that_left() throws IOException {
        try (RedisCluster cluster = RealServers.dedicatedRedisCluster()) {
            int slot = cluster.slotOf("{moving}");
            RedisServer source = cluster.masterOf(slot);
            RedisServer target = another(cluster, source);
            setKeys(source);

            RedisCluster.SlotMove move = cluster.beginMove(slot, target);
            assertThat(move.source()).isSameAs(source);
            assertThat(move.target()).isSameAs(target);
            assertThat(ask(source, "GET {moving}absent")).startsWith("-ASK " + slot + " " + address(target));
            assertThat(move.migrateKeys(2)).isEqualTo(2);
            assertThat(ask(source, "CLUSTER COUNTKEYSINSLOT " + slot)).startsWith(":" + (KEYS - 2));
            assertThat(ask(target, "CLUSTER COUNTKEYSINSLOT " + slot)).startsWith(":2");
            assertThat(ask(source, "MGET {moving}0 {moving}1 {moving}2 {moving}3 {moving}4"))
                    .startsWith("-TRYAGAIN");
            assertThat(cluster.masterOf(slot)).isSameAs(source);
            assertThatThrownBy(() -> cluster.beginMove(slot, source)).isInstanceOf(IllegalArgumentException.class);

            move.finish();
            assertThat(cluster.masterOf(slot)).isSameAs(target);
            assertThat(move.migrateKeys(1)).isZero();
            for (int i = 0; i < KEYS; i++) {
                assertThat(ask(target, "GET {moving}" + i)).contains("value" + i);
                assertThat(ask(source, "GET {moving}" + i)).startsWith("-MOVED " + slot + " " + address(target));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"source", "target"})
    void a_slot_goes_on_moving_when_a_master_dies_that_is_its(String victim) throws IOException {
        try (RedisCluster cluster = RealServers.dedicatedRedisCluster()) {
            int slot = cluster.slotOf("{moving}");
            RedisServer source = cluster.masterOf(slot);
            RedisServer target = another(cluster, source);
            setKeys(source);
            RedisCluster.SlotMove move = cluster.beginMove(slot, target);
            assertThat(move.migrateKeys(2)).isEqualTo(2);
            awaitSameOffset(source);
            awaitSameOffset(target);

            RedisServer killed = victim.equals("source") ? source : target;
            killed.stop();
            cluster.awaitFailover();
            assertThat(List.of(move.source(), move.target())).doesNotContain(killed);
            assertThat(ask(move.source(), "GET {moving}absent"))
                    .startsWith("-ASK " + slot + " " + address(move.target()));
            assertThat(ask(move.source(), "CLUSTER COUNTKEYSINSLOT " + slot)).startsWith(":" + (KEYS - 2));

            move.finish();
            assertThat(cluster.masterOf(slot)).isSameAs(move.target());
            for (int i = 0; i < KEYS; i++) {
                assertThat(ask(move.target(), "GET {moving}" + i)).contains("value" + i);
            }
            cluster.restartAsReplica(killed);
            assertThat(ask(killed, "INFO replication")).contains("role:slave", "master_link_status:up");
        }
    }

    @Test
    void a_replica_takes_over_from_a_killed_master_and_has_its_data() throws IOException {
        try (RedisCluster cluster = RealServers.dedicatedRedisCluster()) {
            RedisServer master = cluster.masterOf("kept");
            assertThat(setReplicated(master, "kept", "42", 1)).isEqualTo(1);

            RedisServer killed = cluster.killMaster("kept");
            assertThat(killed).isSameAs(master);
            cluster.awaitFailover();
            RedisServer successor = cluster.masterOf("kept");
            assertThat(successor).isNotSameAs(killed);
            assertThat(ask(successor, "GET kept")).contains("42");
            assertThat(ask(successor, "SET kept 43")).startsWith("+OK");

            cluster.restartAsReplica(killed);
            assertThat(ask(killed, "INFO replication"))
                    .contains("role:slave", "master_port:" + successor.port(), "master_link_status:up");
            assertThat(cluster.killMaster("kept")).isSameAs(successor);
            cluster.awaitFailover();
            assertThat(cluster.masterOf("kept")).isSameAs(killed);
            assertThat(ask(killed, "GET kept")).contains("43");
        }
    }

    @Test
    void sentinels_make_a_replica_master_that_has_the_data() throws IOException {
        try (RedisSentinels sentinels = RealServers.dedicatedRedisSentinels(Map.of("maxmemory-policy", "noeviction"))) {
            assertThat(sentinels.sentinelAddresses()).hasSize(3).doesNotHaveDuplicates();
            RedisServer master = sentinels.master();
            assertThat(master).isSameAs(sentinels.nodes().get(0));
            assertThat(setReplicated(master, "kept", "42", 2)).isEqualTo(2);

            RedisServer killed = sentinels.killMaster();
            assertThat(killed).isSameAs(master);
            sentinels.awaitFailover();
            RedisServer successor = sentinels.master();
            assertThat(successor).isNotSameAs(killed);
            assertThat(ask(successor, "GET kept")).contains("42");
            assertThat(setReplicated(successor, "kept", "43", 1)).isEqualTo(1);
            for (String address : sentinels.sentinelAddresses()) {
                String[] parts = address.split(":");
                try (Socket socket = new Socket(parts[0], Integer.parseInt(parts[1]))) {
                    assertThat(send(socket, "SENTINEL GET-MASTER-ADDR-BY-NAME " + sentinels.masterName()))
                            .contains(Integer.toString(successor.port()));
                }
            }

            sentinels.restartAsReplica(killed);
            assertThat(ask(killed, "GET kept")).contains("43");
            assertThat(sentinels.killMaster()).isSameAs(successor);
            sentinels.awaitFailover();
            assertThat(ask(sentinels.master(), "GET kept")).contains("43");
            assertThat(sentinels.toString())
                    .contains(sentinels.sentinelAddresses())
                    .doesNotContain(sentinels.password());
        }
    }

    private static void setKeys(RedisServer master) throws IOException {
        for (int i = 0; i < KEYS; i++) {
            assertThat(ask(master, "SET {moving}" + i + " value" + i)).startsWith("+OK");
        }
    }

    private static int setReplicated(RedisServer master, String key, String value, int replicas) throws IOException {
        try (Socket socket = signedIn(master)) {
            assertThat(send(socket, "SET " + key + " " + value)).startsWith("+OK");
            // WAIT counts for the writes of its own connection
            return Integer.parseInt(
                    send(socket, "WAIT " + replicas + " 30000").substring(1).strip());
        }
    }

    /** Waits until the replica of a master that is not written to has all it has. */
    private static void awaitSameOffset(RedisServer master) throws IOException {
        Pattern offsets = Pattern.compile("offset=(\\d+),.*master_repl_offset:\\1\\r", Pattern.DOTALL);
        while (!offsets.matcher(ask(master, "INFO replication")).find()) {
            Thread.onSpinWait();
        }
    }

    private static RedisServer another(RedisCluster cluster, RedisServer master) {
        return cluster.masters().stream()
                .filter(candidate -> candidate != master)
                .findFirst()
                .orElseThrow();
    }

    private static String address(RedisServer server) {
        return server.host() + ":" + server.port();
    }

    private static String ask(RedisServer server, String command) throws IOException {
        try (Socket socket = signedIn(server)) {
            return send(socket, command);
        }
    }

    private static Socket signedIn(RedisServer server) throws IOException {
        Socket socket = new Socket(server.host(), server.port());
        socket.setSoTimeout(60_000);
        assertThat(send(socket, "AUTH " + server.password())).startsWith("+OK");
        return socket;
    }

    /** Sends an inline command; the answers here fit into one segment. */
    private static String send(Socket socket, String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        byte[] answer = new byte[4096];
        int length = socket.getInputStream().read(answer);
        return new String(answer, 0, Math.max(0, length), StandardCharsets.US_ASCII);
    }
}
