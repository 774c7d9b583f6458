package com.esab.data.testkit.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A Redis master with two replicas under three sentinels, for one test that kills the master. The data servers ask for a password,
 * the sentinels for none.
 *
 * <p>The servers run as child processes of this JVM. A killed server loses its data unless the configuration has it kept, and what
 * a master had not yet sent to a replica may be lost with it. Any of the methods may be called while another thread uses the servers
 * through a driver; they open connections of their own, and each waits a minute at most before it fails with
 * {@link IllegalStateException} and the reason.
 */
public final class RedisSentinels implements AutoCloseable {

    private static final int REPLICAS = 2;
    private static final int SENTINELS = 3;
    private static final String MASTER_NAME = "mymaster";
    private static final String[] ADDRESS_OF_MASTER = {"SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER_NAME};

    private final RedisSet set = new RedisSet("Redis under sentinels");
    private final String password = Ladder.password();
    private final List<RedisServer> nodes = new ArrayList<>();
    private final List<RedisServer> sentinels = new ArrayList<>();

    private RedisSentinels() {}

    static RedisSentinels start(Map<String, String> configuration) {
        RedisSentinels started = new RedisSentinels();
        try {
            for (int i = 0; i <= REPLICAS; i++) {
                started.nodes.add(started.set.add(started.password, () -> started.nodeSettings(configuration)));
            }
            // a sentinel asks for replicas when it starts, and then not for a while
            started.set.await("linked its replicas", started::unlinked);
            for (int i = 0; i < SENTINELS; i++) {
                RedisServer sentinel = started.set.add("", started::sentinelSettings);
                started.sentinels.add(sentinel);
                // no setting of the file: how often a sentinel greets the others, and looks at the servers
                RedisSet.require(sentinel, "SENTINEL", "DEBUG", "PUBLISH-PERIOD", "250", "INFO-PERIOD", "1000");
            }
            started.set.await("formed", started::disagreement);
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
        System.out.println("esab-data testkit: " + started + " (a set of servers)");
        return started;
    }

    private Map<String, String> nodeSettings(Map<String, String> configuration) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("masterauth", password);
        if (!nodes.isEmpty()) {
            settings.put("replicaof", "127.0.0.1 " + nodes.get(0).port());
        }
        settings.putAll(configuration);
        return settings;
    }

    private Map<String, String> sentinelSettings() {
        return Map.of(
                "sentinel monitor " + MASTER_NAME,
                "127.0.0.1 " + nodes.get(0).port() + " " + (SENTINELS / 2 + 1),
                "sentinel auth-pass " + MASTER_NAME,
                password,
                "sentinel down-after-milliseconds " + MASTER_NAME,
                "1000",
                "sentinel failover-timeout " + MASTER_NAME,
                "5000");
    }

    /** The data servers, the one that started as master first; the test leaves closing to us. */
    public List<RedisServer> nodes() {
        return List.copyOf(nodes);
    }

    /** The address of each sentinel, as in {@code 127.0.0.1:26379}. */
    public List<String> sentinelAddresses() {
        return sentinels.stream().map(RedisSet::address).toList();
    }

    /** The name under which the sentinels know the master. */
    public String masterName() {
        return MASTER_NAME;
    }

    /** The password of the default user on each data server. */
    public String password() {
        return password;
    }

    /** The master that the sentinels name; until the fail-over that is one which was killed. */
    public RedisServer master() {
        return node(RedisSet.require(sentinels.get(0), ADDRESS_OF_MASTER));
    }

    private RedisServer node(List<String> address) {
        return nodes.stream()
                .filter(node -> address.contains(Integer.toString(node.port())))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("the sentinels name a master that is not ours: " + address));
    }

    /**
     * Kills the master, as a crash does, and returns before the sentinels act.
     *
     * @return the killed one
     */
    public RedisServer killMaster() {
        RedisServer master = master();
        master.stop();
        return master;
    }

    /** Returns when all sentinels name the same running master and the other running servers are its replicas. */
    public void awaitFailover() {
        set.await("failed over", this::disagreement);
    }

    /**
     * Starts a killed server and returns when it is a replica with all data of the master. Waits for the fail-over first, since
     * before it the server would come back as the master without data.
     */
    public void restartAsReplica(RedisServer node) {
        awaitFailover();
        node.start();
        set.await("taken " + RedisSet.address(node) + " back", () -> {
            if (!RedisSet.isLinkedReplica(RedisSet.replication(node))) {
                return RedisSet.address(node) + " is no linked replica";
            }
            return disagreement();
        });
    }

    private String unlinked() throws IOException {
        for (RedisServer replica : nodes.subList(1, nodes.size())) {
            if (!RedisSet.isLinkedReplica(RedisSet.replication(replica))) {
                return RedisSet.address(replica) + " is no linked replica";
            }
        }
        return "";
    }

    private String disagreement() throws IOException {
        RedisServer master = node(RedisSet.ask(sentinels.get(0), ADDRESS_OF_MASTER));
        Map<String, String> own = RedisSet.replication(master);
        if (!"master".equals(own.get("role"))) {
            return RedisSet.address(master) + " is no master";
        }
        int replicas = 0;
        for (RedisServer node : nodes) {
            if (!node.equals(master)) {
                try {
                    Map<String, String> replication = RedisSet.replication(node);
                    if (!RedisSet.isLinkedReplica(replication)
                            || !Integer.toString(master.port()).equals(replication.get("master_port"))) {
                        return RedisSet.address(node) + " is no linked replica of " + RedisSet.address(master);
                    }
                    replicas++;
                } catch (IOException e) {
                    // killed or frozen
                }
            }
        }
        for (RedisServer sentinel : sentinels) {
            String name = "the sentinel " + RedisSet.address(sentinel);
            List<String> state = RedisSet.ask(sentinel, "SENTINEL", "MASTER", MASTER_NAME);
            if (!value(state, "port").equals(Integer.toString(master.port()))
                    || !value(state, "flags").equals("master")) {
                return name + " does not name " + RedisSet.address(master) + " as a master in good health";
            }
            if (!value(state, "num-other-sentinels").equals(Integer.toString(SENTINELS - 1))) {
                return name + " does not know the others";
            }
            // a replica in bad health is not made master
            if (healthy(RedisSet.ask(sentinel, "SENTINEL", "REPLICAS", MASTER_NAME)) != replicas) {
                return name + " does not see " + replicas + " replicas in good health";
            }
        }
        return "";
    }

    private static String value(List<String> pairs, String name) {
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            if (pairs.get(i).equals(name)) {
                return pairs.get(i + 1);
            }
        }
        return "";
    }

    private static int healthy(List<String> pairs) {
        int count = 0;
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            if (pairs.get(i).equals("flags") && pairs.get(i + 1).equals("slave")) {
                count++;
            }
        }
        return count;
    }

    /** Ends all servers and sentinels and removes their data. */
    @Override
    public void close() {
        set.close();
    }

    /** The addresses without the password. */
    @Override
    public String toString() {
        return "Redis on " + nodes.stream().map(RedisSet::address).collect(Collectors.joining(", "))
                + " under sentinels on " + String.join(", ", sentinelAddresses()) + " from "
                + RealServer.Source.BINARIES.text();
    }
}
