package com.esab.data.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A Redis Cluster for one test that moves its slots or kills its masters: three masters with one replica each, which together hold
 * all slots; all ask for the same password.
 *
 * <p>The servers run as child processes of this JVM. A killed server loses its data unless the configuration has it kept, and what
 * a master had not yet sent to its replica is lost with it. Any of the methods may be called while another thread uses the cluster
 * through a driver; they open connections of their own, and each waits a minute at most before it fails with
 * {@link IllegalStateException} and the reason.
 */
public final class RedisCluster implements AutoCloseable {

    private static final int SLOTS = 16_384;
    private static final int MASTERS = 3;

    private final RedisSet set = new RedisSet("Redis cluster");
    private final String password = Ladder.password();
    private final List<RedisServer> nodes = new ArrayList<>();
    private final List<SlotMove> moves = new CopyOnWriteArrayList<>();

    private RedisCluster() {}

    static RedisCluster start(Map<String, String> configuration) {
        RedisCluster cluster = new RedisCluster();
        try {
            for (int i = 0; i < 2 * MASTERS; i++) {
                cluster.nodes.add(cluster.set.add(cluster.password, () -> cluster.settings(configuration)));
            }
            cluster.join();
            cluster.set.await("formed", cluster::incompleteness);
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
        System.out.println("esab-data testkit: " + cluster + " (a set of servers)");
        return cluster;
    }

    private Map<String, String> settings(Map<String, String> configuration) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("cluster-enabled", "yes");
        settings.put(Ladder.CLUSTER_PORT, Integer.toString(Ladder.freePort()));
        settings.put("cluster-announce-ip", "127.0.0.1");
        // shorter, and a busy machine makes masters change that nobody killed
        settings.put("cluster-node-timeout", "2000");
        // however long a test held a replica up, it may take over
        settings.put("cluster-replica-validity-factor", "0");
        settings.put("cluster-allow-replica-migration", "no");
        settings.put("masterauth", password);
        settings.putAll(configuration);
        return settings;
    }

    private void join() {
        int slotsEach = SLOTS / MASTERS;
        for (int i = 0; i < nodes.size(); i++) {
            // equal epochs would be told apart one by one, a second each
            RedisSet.require(nodes.get(i), "CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
            if (i < MASTERS) {
                int last = i == MASTERS - 1 ? SLOTS - 1 : (i + 1) * slotsEach - 1;
                RedisSet.require(
                        nodes.get(i),
                        "CLUSTER",
                        "ADDSLOTSRANGE",
                        Integer.toString(i * slotsEach),
                        Integer.toString(last));
            }
        }
        // each pair, since news of third nodes travel slowly
        for (RedisServer other : nodes) {
            String busPort = RedisSet.require(other, "CONFIG", "GET", Ladder.CLUSTER_PORT)
                    .get(1);
            for (RedisServer node : nodes.subList(0, nodes.indexOf(other))) {
                RedisSet.require(node, "CLUSTER", "MEET", other.host(), Integer.toString(other.port()), busPort);
            }
        }
        set.await("met", this::strangers);
        for (int i = MASTERS; i < nodes.size(); i++) {
            RedisSet.require(nodes.get(i), "CLUSTER", "REPLICATE", id(nodes.get(i - MASTERS)));
        }
    }

    /** The nodes: first those that started as masters, then the replica of each in the same order; the test leaves closing to us. */
    public List<RedisServer> nodes() {
        return List.copyOf(nodes);
    }

    /** The addresses of all nodes with the password in them, in the order of {@link #nodes}; not for logs. */
    public List<String> uris() {
        return nodes.stream().map(RedisServer::uri).toList();
    }

    /** The password of the default user on each node. */
    public String password() {
        return password;
    }

    /** The running masters that hold slots, each by its own word. */
    public List<RedisServer> masters() {
        Map<RedisServer, List<Line>> views = views();
        return nodes.stream()
                .filter(node -> views.getOrDefault(node, List.of()).stream()
                        .anyMatch(line -> line.isMyself() && line.isMaster() && !line.slots.isEmpty()))
                .toList();
    }

    /** The slot of a key. */
    public int slotOf(String key) {
        for (RedisServer node : nodes) {
            try {
                return Integer.parseInt(
                        RedisSet.ask(node, "CLUSTER", "KEYSLOT", key).get(0));
            } catch (IOException e) {
                // one that was killed; every other node knows as well
            }
        }
        throw new IllegalStateException("no node of the Redis cluster runs");
    }

    /**
     * The running master that holds the slot of a key.
     *
     * @throws IllegalStateException when there is none, as between a master's death and the fail-over
     */
    public RedisServer masterOf(String key) {
        return masterOf(slotOf(key));
    }

    /**
     * The running master that holds a slot, 0 to 16383.
     *
     * @throws IllegalStateException when there is none, as between a master's death and the fail-over
     */
    public RedisServer masterOf(int slot) {
        return master(nodes, line -> line.slots.get(slot), "slot " + slot);
    }

    /** No replica changes its shard, so a node and its first replica, or first master, stay together. */
    private RedisServer masterOfShard(int shard) {
        List<RedisServer> pair = List.of(nodes.get(shard), nodes.get(shard + MASTERS));
        return master(pair, line -> !line.slots.isEmpty(), "the slots of " + RedisSet.address(pair.get(0)));
    }

    /** The master among these nodes by its own word; the newest one, since an old one that was frozen knows no better. */
    private RedisServer master(List<RedisServer> among, Predicate<Line> condition, String what) {
        Map<RedisServer, Long> epochs = new LinkedHashMap<>();
        views().forEach((node, lines) -> lines.stream()
                .filter(line -> among.contains(node) && line.isMyself() && line.isMaster() && condition.test(line))
                .forEach(line -> epochs.put(node, line.epoch)));
        return epochs.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElseThrow(() -> new IllegalStateException("no running master has " + what));
    }

    /**
     * Begins to move a slot: from now on its master sends a client with a key it does not have to the target ({@code ASK}), and one
     * with several keys that are not all in the same place away ({@code TRYAGAIN}).
     *
     * @param slot 0 to 16383
     * @param target a master, or the replica of one
     * @throws IllegalArgumentException when the target has the slot, or is no node of this cluster
     */
    public SlotMove beginMove(int slot, RedisServer target) {
        if (!nodes.contains(target)) {
            throw new IllegalArgumentException(RedisSet.address(target) + " is no node of this cluster");
        }
        SlotMove move = new SlotMove(slot, nodes.indexOf(target) % MASTERS);
        if (move.isOver()) {
            throw new IllegalArgumentException(RedisSet.address(target) + " has slot " + slot);
        }
        move.mark();
        moves.add(move);
        return move;
    }

    /**
     * A slot on its way from one master to another. When one of the two dies, {@link RedisCluster#awaitFailover} lets the move go on
     * with the replica that took over.
     */
    public final class SlotMove {

        private static final int BATCH = 100;
        private static final String MIGRATE_MILLIS = "10000";

        private final int slot;
        private final int shard;

        private SlotMove(int slot, int shard) {
            this.slot = slot;
            this.shard = shard;
        }

        /** The master that holds the slot; the target once the move is finished. */
        public RedisServer source() {
            return masterOf(slot);
        }

        /** The master that shall have the slot. */
        public RedisServer target() {
            return masterOfShard(shard);
        }

        private boolean isOver() {
            return source().equals(target());
        }

        private boolean isKnownToTarget(RedisServer source) throws IOException {
            return lines(target()).stream().anyMatch(line -> line.port == source.port() && line.slots.get(slot));
        }

        /**
         * A node that imports a slot holds on to the master it imports from, dead or not, and serves nothing meanwhile; somebody must
         * name it the successor.
         */
        private void introduceSource() throws IOException {
            RedisServer source = source();
            if (!isOver() && !isKnownToTarget(source)) {
                RedisSet.ask(target(), "CLUSTER", "SETSLOT", Integer.toString(slot), "NODE", id(source));
            }
        }

        /** A replica that took over knows of no move, so it is told again. */
        private void mark() {
            RedisServer source = source();
            RedisServer target = target();
            RedisSet.require(target, "CLUSTER", "SETSLOT", Integer.toString(slot), "IMPORTING", id(source));
            RedisSet.require(source, "CLUSTER", "SETSLOT", Integer.toString(slot), "MIGRATING", id(target));
        }

        /**
         * Moves some of the slot's keys, one by one; keys must be UTF-8.
         *
         * @return how many; fewer than asked for when no more are left
         * @throws UncheckedIOException when a node refuses, as the target does a key that it has already
         */
        public int migrateKeys(int atMost) {
            if (isOver()) {
                return 0;
            }
            RedisServer source = source();
            RedisServer target = target();
            List<String> keys = RedisSet.require(
                    source, "CLUSTER", "GETKEYSINSLOT", Integer.toString(slot), Integer.toString(atMost));
            for (String key : keys) {
                RedisSet.require(
                        source,
                        "MIGRATE",
                        target.host(),
                        Integer.toString(target.port()),
                        "",
                        "0",
                        MIGRATE_MILLIS,
                        "AUTH",
                        password,
                        "KEYS",
                        key);
            }
            return keys.size();
        }

        /** Moves the keys that are left and gives the slot to the target; returns when all running nodes know. */
        public void finish() {
            while (migrateKeys(BATCH) > 0) {
                // until none is left
            }
            if (!isOver()) {
                RedisServer source = source();
                RedisServer target = target();
                String owner = id(target);
                // the target first: the slot is never without a master
                for (RedisServer node : List.of(target, source)) {
                    RedisSet.require(node, "CLUSTER", "SETSLOT", Integer.toString(slot), "NODE", owner);
                }
            }
            set.await("agreed on slot " + slot, RedisCluster.this::disagreement);
            moves.remove(this);
        }
    }

    /**
     * Kills the master that holds the slot of a key, as a crash does, and returns before its replica takes over.
     *
     * @return the killed one
     */
    public RedisServer killMaster(String key) {
        RedisServer master = masterOf(key);
        master.stop();
        return master;
    }

    /**
     * Returns when all running nodes agree that running masters hold all slots. Does for moves that are not finished what an operator
     * must do: a target answers {@code CLUSTERDOWN} until it is told who took over from the source, and a replica that took over does
     * not know that a slot moves.
     */
    public void awaitFailover() {
        set.await("failed over", () -> {
            String obstacle = disagreement();
            if (!obstacle.isEmpty()) {
                for (SlotMove move : moves) {
                    move.introduceSource();
                }
            }
            return obstacle;
        });
        moves.stream().filter(move -> !move.isOver()).forEach(SlotMove::mark);
    }

    /**
     * Starts a killed node and returns when it is a replica with all data of its master. Waits for the fail-over first, since
     * before it the node would come back as a master without data.
     */
    public void restartAsReplica(RedisServer node) {
        awaitFailover();
        node.start();
        set.await("taken " + RedisSet.address(node) + " back", () -> {
            if (!RedisSet.isLinkedReplica(RedisSet.replication(node))) {
                // by itself it follows only one that took over exactly its slots, and one of them may have moved since
                if (lines(node).stream().anyMatch(line -> line.isMyself() && line.isMaster() && line.slots.isEmpty())) {
                    RedisServer master = masterOfShard(nodes.indexOf(node) % MASTERS);
                    RedisSet.ask(node, "CLUSTER", "REPLICATE", id(master));
                }
                return RedisSet.address(node) + " is no linked replica";
            }
            return disagreement();
        });
    }

    /** Why the cluster is not what it must be before something is killed. */
    private String incompleteness() throws IOException {
        for (RedisServer replica : nodes.subList(MASTERS, nodes.size())) {
            if (!RedisSet.isLinkedReplica(RedisSet.replication(replica))) {
                return RedisSet.address(replica) + " is no linked replica";
            }
        }
        return disagreement();
    }

    private String strangers() throws IOException {
        for (RedisServer node : nodes) {
            List<Line> lines = lines(node);
            if (lines.size() < nodes.size() || lines.stream().anyMatch(line -> line.flags.contains("handshake"))) {
                return RedisSet.address(node) + " does not know all others";
            }
        }
        return "";
    }

    /** What the running nodes do not agree on, or why they do not serve all slots. */
    private String disagreement() throws IOException {
        Map<RedisServer, List<Line>> views = views();
        Set<Integer> running = views.keySet().stream().map(RedisServer::port).collect(Collectors.toSet());
        Map<Integer, Role> agreed = Map.of();
        for (Map.Entry<RedisServer, List<Line>> view : views.entrySet()) {
            String name = RedisSet.address(view.getKey());
            if (!RedisSet.ask(view.getKey(), "CLUSTER", "INFO").get(0).contains("cluster_state:ok")) {
                return name + " does not say cluster_state:ok";
            }
            Map<Integer, Role> roles = new LinkedHashMap<>();
            BitSet served = new BitSet(SLOTS);
            for (Line line : view.getValue()) {
                if (running.contains(line.port)) {
                    if (line.isFailed()) {
                        return name + " takes the node on port " + line.port + " for failed";
                    }
                    roles.put(line.port, new Role(line.master, line.slots));
                    served.or(line.slots);
                }
            }
            if (served.cardinality() < SLOTS) {
                return name + " knows no running master for some slots";
            }
            if (!agreed.isEmpty() && !roles.equals(agreed)) {
                return name + " sees other masters than its neighbours";
            }
            agreed = roles;
        }
        return agreed.isEmpty() ? "no node runs" : "";
    }

    /** What each running node sees; one that does not answer is left out. */
    private Map<RedisServer, List<Line>> views() {
        Map<RedisServer, List<Line>> views = new LinkedHashMap<>();
        for (RedisServer node : nodes) {
            try {
                views.put(node, lines(node));
            } catch (IOException e) {
                // killed or frozen
            }
        }
        return views;
    }

    private static List<Line> lines(RedisServer node) throws IOException {
        return RedisSet.ask(node, "CLUSTER", "NODES")
                .get(0)
                .lines()
                .map(Line::parse)
                .toList();
    }

    private static String id(RedisServer node) {
        return RedisSet.require(node, "CLUSTER", "MYID").get(0);
    }

    private record Role(String master, BitSet slots) {}

    /** A line of {@code CLUSTER NODES}: one node as another, or itself, sees it. */
    private record Line(int port, Set<String> flags, String master, long epoch, BitSet slots) {

        static Line parse(String text) {
            // id, ip:port@cport, flags, master, ping, pong, epoch, link, then slots and the marks of moving ones
            String[] fields = text.split(" ");
            String address = fields[1];
            int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1, address.indexOf('@')));
            BitSet slots = new BitSet(SLOTS);
            for (int i = 8; i < fields.length; i++) {
                if (!fields[i].startsWith("[")) {
                    String[] range = fields[i].split("-");
                    slots.set(Integer.parseInt(range[0]), Integer.parseInt(range[range.length - 1]) + 1);
                }
            }
            return new Line(port, Set.of(fields[2].split(",")), fields[3], Long.parseLong(fields[6]), slots);
        }

        boolean isMyself() {
            return flags.contains("myself");
        }

        boolean isMaster() {
            return flags.contains("master");
        }

        boolean isFailed() {
            return flags.contains("fail") || flags.contains("fail?");
        }
    }

    /** Ends all nodes and removes their data. */
    @Override
    public void close() {
        set.close();
    }

    /** The addresses without the password. */
    @Override
    public String toString() {
        return "Redis cluster on "
                + nodes.stream().map(RedisSet::address).collect(Collectors.joining(", ")) + " from "
                + RealServer.Source.BINARIES.text();
    }
}
