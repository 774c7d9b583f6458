package com.esab.data.redis;

import com.esab.data.error.ConfigurationException;
import com.esab.data.redis.Request.Moving;
import com.esab.data.redis.Topology.Node;
import com.esab.data.redis.Topology.View;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A connection to each master of a cluster, and which slots it has.
 *
 * <p>The driver's own connection to a cluster is not used: when a node is lost, it hands commands that wait for an answer to
 * another node, so a write could be carried out twice. Here a command is sent again only when a server has refused it.
 */
final class Cluster implements Router {

    /** How long nodes that answer wait for those that do not. */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    /** The least time from one look at the topology to the next. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    private static final String NO_CLUSTER = "cluster support disabled";

    private final Set<Node> seeds;
    private final Function<Node, Link> opener;
    private final ScheduledExecutorService timer;
    private final Duration commandTimeout;
    private final Map<Node, Link> links = new ConcurrentHashMap<>();
    private final Lock looking = new ReentrantLock();
    private volatile @Nullable Topology topology;
    private volatile boolean doubtful = true;
    private volatile boolean closed;
    private CompletableFuture<Topology> look = CompletableFuture.failedFuture(new IllegalStateException("none yet"));
    private long lastLook = System.nanoTime() - BETWEEN_LOOKS.toNanos();

    /** @param opener makes a connection to a node, which opens when it is used */
    Cluster(Set<Node> seeds, Function<Node, Link> opener, ScheduledExecutorService timer, Duration commandTimeout) {
        this.seeds = new TreeSet<>(seeds);
        this.opener = opener;
        this.timer = timer;
        this.commandTimeout = commandTimeout;
    }

    @Override
    public Duration commandTimeout() {
        return commandTimeout;
    }

    @Override
    public void open(Exchange call) {
        current(call);
    }

    @Override
    public Link linkOf(String key, Exchange call) {
        int slot = SlotHash.getSlot(key);
        while (true) {
            Optional<Node> master = current(call).masterOf(slot);
            if (master.isPresent()) {
                return linkTo(master.get());
            }
            if (call.isOver()) {
                throw call.unchanged(
                        "no master has its slot " + slot, new IllegalStateException("slot without master"));
            }
            doubtful = true;
            call.pause();
        }
    }

    @Override
    public Optional<Link> linkNow(String key, Exchange call) {
        Optional<Node> master = current(call).masterOf(SlotHash.getSlot(key));
        if (master.isEmpty()) {
            doubtful = true;
        }
        return master.map(this::linkTo);
    }

    private Link linkTo(Node node) {
        Link link = links.computeIfAbsent(node, opener);
        if (closed) {
            link.end();
        }
        return link;
    }

    @Override
    public Optional<Detour> detour(String refusal, Request<?> request, Link from) {
        String[] words = refusal.split(" ");
        switch (words[0]) {
            case "MOVED" -> {
                doubtful = true;
                Node target = node(words[2], from);
                Topology known = topology;
                if (known != null) {
                    known.moved(Integer.parseInt(words[1]), target);
                }
                return Optional.of(new Detour(Optional.of(linkTo(target)), false));
            }
            case "ASK" -> {
                return Optional.of(
                        request.moving() == Moving.FOLLOWS
                                ? new Detour(Optional.of(linkTo(node(words[2], from))), true)
                                : whileMoving(request));
            }
            case "TRYAGAIN" -> {
                return Optional.of(whileMoving(request));
            }
            case "CLUSTERDOWN" -> {
                doubtful = true;
                return Optional.of(Detour.LATER);
            }
            default -> {
                return Optional.empty();
            }
        }
    }

    private static Detour whileMoving(Request<?> request) {
        return request.moving() == Moving.IS_LEFT_OUT ? Detour.LEFT_OUT : Detour.LATER;
    }

    /** A server that does not know its own name leaves the host out. */
    private Node node(String address, Link from) {
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, colon);
        int port = Integer.parseInt(address.substring(colon + 1));
        if (!host.isEmpty() && !host.equals("?")) {
            return new Node(host, port);
        }
        return links.entrySet().stream()
                .filter(link -> link.getValue().equals(from))
                .map(link -> new Node(link.getKey().host(), port))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("unknown node: " + address));
    }

    @Override
    public void failed() {
        doubtful = true;
    }

    @Override
    public Map<String, Link> masters(Exchange call) {
        Topology now = awaited(call, look(true));
        Map<String, Link> masters = new LinkedHashMap<>();
        now.masters().forEach(node -> masters.put(node.toString(), linkTo(node)));
        return masters;
    }

    /** The topology as it is known, after another look when there is reason to doubt it. */
    private Topology current(Exchange call) {
        Topology known = topology;
        if (known != null && !doubtful) {
            return known;
        }
        CompletableFuture<Topology> latest = look(false);
        if (known == null || !latest.isDone()) {
            try {
                return awaited(call, latest);
            } catch (RuntimeException e) {
                if (known == null || call.isOver()) {
                    throw e;
                }
            }
        }
        // nodes that tell nothing of others may still serve
        return Optional.ofNullable(topology).orElseThrow();
    }

    private static Topology awaited(Exchange call, CompletableFuture<Topology> latest) {
        try {
            return call.get(latest, "no node of the cluster has told of the others");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof RedisCommandExecutionException refusal
                    && String.valueOf(refusal.getMessage()).contains(NO_CLUSTER)) {
                throw new ConfigurationException("this server is in no cluster: use connect", refusal);
            }
            throw call.unchanged("no node of the cluster tells of the others: " + cause.getMessage(), cause);
        }
    }

    /**
     * Asks the nodes, unless that is under way or was done just now.
     *
     * @param anew whether it must begin now
     */
    private CompletableFuture<Topology> look(boolean anew) {
        looking.lock();
        try {
            if (!anew && (!look.isDone() || isRecent())) {
                return look;
            }
            lastLook = System.nanoTime();
            doubtful = false;
            look = seen().whenComplete((found, failure) -> {
                if (failure != null) {
                    doubtful = true;
                }
            });
            return look;
        } finally {
            looking.unlock();
        }
    }

    /** A first look that failed is followed by another at once. */
    private boolean isRecent() {
        return topology != null && System.nanoTime() - lastLook < BETWEEN_LOOKS.toNanos();
    }

    /** Asks the masters, and all others when none of them answers. */
    private CompletableFuture<Topology> seen() {
        Topology known = topology;
        Set<Node> others = new TreeSet<>(seeds);
        if (known == null) {
            return seenBy(others);
        }
        Set<Node> masters = known.masters();
        others.addAll(known.nodes());
        others.removeAll(masters);
        return seenBy(masters)
                .handle((found, failure) -> found == null ? seenBy(others) : CompletableFuture.completedFuture(found))
                .thenCompose(found -> found);
    }

    private CompletableFuture<Topology> seenBy(Collection<Node> asked) {
        List<CompletableFuture<View>> views = asked.stream().map(this::view).toList();
        CompletableFuture<Void> one = new CompletableFuture<>();
        views.forEach(view -> view.thenAccept(seen -> one.complete(null)));
        CompletableFuture<Void> some = CompletableFuture.allOf(
                one, new CompletableFuture<Void>().completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        CompletableFuture<Void> all = CompletableFuture.allOf(
                views.stream().map(view -> view.handle((seen, failure) -> null)).toArray(CompletableFuture<?>[]::new));
        return CompletableFuture.anyOf(some, all).thenCompose(enough -> {
            List<View> seen = views.stream()
                    .filter(view -> view.isDone() && !view.isCompletedExceptionally())
                    .map(CompletableFuture::join)
                    .toList();
            if (seen.isEmpty()) {
                return views.isEmpty()
                        ? CompletableFuture.failedFuture(new IllegalStateException("no node is known"))
                        : views.get(0).thenApply(view -> Topology.of(List.of(view)));
            }
            return CompletableFuture.completedFuture(installed(Topology.of(seen)));
        });
    }

    private CompletableFuture<View> view(Node node) {
        Request<String> nodes = Commands.clusterNodes();
        return linkTo(node)
                .wire()
                .thenCompose(wire -> {
                    var command = nodes.toSend();
                    wire.send(command);
                    return command;
                })
                .orTimeout(commandTimeout.toNanos(), TimeUnit.NANOSECONDS)
                .thenApply(text -> View.of(node, text));
    }

    private Topology installed(Topology found) {
        topology = found;
        Set<Node> masters = found.masters();
        links.forEach((node, link) -> {
            if (!masters.contains(node) && links.remove(node, link)) {
                // calls that have not had their answer yet still get it
                timer.schedule(link::end, commandTimeout.toNanos(), TimeUnit.NANOSECONDS);
            }
        });
        return found;
    }

    @Override
    public void close() {
        closed = true;
        // their own end only
        CompletableFuture.allOf(links.values().stream().map(Link::end).toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, Link.CLOSING_MILLIS, TimeUnit.MILLISECONDS)
                .join();
    }
}
