package com.esab.data.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Which master of a cluster has which slot, as its nodes have told. */
final class Topology {

    private final AtomicReferenceArray<@Nullable Node> slots = new AtomicReferenceArray<>(SlotHash.SLOT_COUNT);
    private final Set<Node> nodes = new TreeSet<>();

    private Topology() {}

    /**
     * Puts together what nodes see. Where they differ, the highest configuration epoch is right, which is how nodes agree
     * too; a master that none of them takes for alive has no slots.
     */
    static Topology of(Collection<View> views) {
        Map<String, List<RedisClusterNode>> masters = new HashMap<>();
        Map<String, Node> addresses = new HashMap<>();
        for (View view : views) {
            for (RedisClusterNode node : view.nodes()) {
                address(node, view).ifPresent(address -> {
                    addresses.put(node.getNodeId(), address);
                    if (node.is(NodeFlag.UPSTREAM)) {
                        masters.computeIfAbsent(node.getNodeId(), key -> new ArrayList<>())
                                .add(node);
                    }
                });
            }
        }
        Topology topology = new Topology();
        topology.nodes.addAll(addresses.values());
        masters.values().stream()
                .filter(seen -> !seen.stream().allMatch(node -> node.is(NodeFlag.FAIL)))
                .flatMap(List::stream)
                .sorted(Comparator.comparing(RedisClusterNode::getConfigEpoch))
                .forEach(node -> node.forEachSlot(slot -> topology.slots.set(slot, addresses.get(node.getNodeId()))));
        return topology;
    }

    /** A node that was never told its own address leaves it out. */
    private static Optional<Node> address(RedisClusterNode node, View view) {
        RedisURI uri = node.getUri();
        if (uri != null && uri.getPort() > 0 && !node.is(NodeFlag.NOADDR)) {
            return Optional.of(new Node(uri.getHost(), uri.getPort()));
        }
        return node.is(NodeFlag.MYSELF) ? Optional.of(view.seenBy()) : Optional.empty();
    }

    /** The master of a slot; empty when there is none now. */
    Optional<Node> masterOf(int slot) {
        return Optional.ofNullable(slots.get(slot));
    }

    /** Believes a server that it is so. */
    void moved(int slot, Node master) {
        slots.set(slot, master);
    }

    /** The masters that have slots. */
    Set<Node> masters() {
        Set<Node> masters = new TreeSet<>();
        for (int slot = 0; slot < slots.length(); slot++) {
            masterOf(slot).ifPresent(masters::add);
        }
        return masters;
    }

    /** All nodes, replicas and failed ones too. */
    Set<Node> nodes() {
        return nodes;
    }

    /** Where a node is. */
    record Node(String host, int port) implements Comparable<Node> {

        private static final Comparator<Node> ORDER =
                Comparator.comparing(Node::host).thenComparing(Node::port);

        @Override
        public int compareTo(Node other) {
            return ORDER.compare(this, other);
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /** What one node sees, itself included. */
    record View(Node seenBy, Partitions nodes) {

        static View of(Node seenBy, String clusterNodes) {
            return new View(seenBy, ClusterPartitionParser.parse(clusterNodes));
        }
    }
}
