package com.esab.data.redis;

import com.esab.data.error.ConfigurationException;
import com.esab.data.redis.Topology.Node;
import io.lettuce.core.RedisURI;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the addresses of servers; what is wrong with one never repeats it, since there may be a password in it. */
final class Addresses {

    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(?:[^:@/\\[\\]\\s]+|\\[[0-9a-fA-F:.]+\\])(?::\\d{1,5})?");

    static final int HIGHEST_PORT = 65_535;

    private Addresses() {}

    /** A server, or the sentinels that know it. */
    static RedisURI server(String uri) {
        try {
            URI plain = URI.create(uri);
            String scheme = schemeOf(plain);
            if (isWhole(plain, uri) && (scheme.equals("redis") || scheme.equals("rediss"))) {
                return RedisURI.create(plain);
            }
            if ((scheme.equals("redis-sentinel") || scheme.equals("rediss-sentinel"))
                    && plain.getFragment() != null
                    && !plain.getFragment().isBlank()
                    && hasSentinels(plain, uri)) {
                return RedisURI.create(plain);
            }
        } catch (IllegalArgumentException e) {
            // its text repeats the address
        }
        throw new ConfigurationException("not the address of a Redis server: give redis://host:port/database or "
                + "rediss://host:port/database, with sentinels redis-sentinel://host:port,host:port/database#master, and "
                + "special characters of a password percent-encoded or the password apart");
    }

    /** A node of a cluster. */
    static RedisURI node(String uri) {
        RedisURI node = server(uri);
        if (!node.getSentinels().isEmpty() || node.getDatabase() != 0) {
            throw new ConfigurationException(
                    "not the address of a node of a Redis cluster, which has one database: give redis://host:port or "
                            + "rediss://host:port");
        }
        return node;
    }

    /** The same credentials and settings for another node. */
    static RedisURI of(Node node, RedisURI like) {
        return RedisURI.builder(like)
                .withHost(node.host())
                .withPort(node.port())
                .build();
    }

    /** Servers whose hosts are listed with commas between, each with a port or without. */
    static List<RedisURI> nodes(String hosts, int port, boolean tls) {
        return list(hosts, port)
                .map(node -> RedisURI.builder()
                        .withHost(node.host())
                        .withPort(node.port())
                        .withSsl(tls)
                        .build())
                .toList();
    }

    /** Sentinels that are listed likewise. */
    static RedisURI sentinels(String hosts, int port, String master, int database, boolean tls) {
        RedisURI.Builder builder =
                RedisURI.builder().withSentinelMasterId(master).withDatabase(database);
        list(hosts, port).forEach(sentinel -> builder.withSentinel(sentinel.host(), sentinel.port()));
        return builder.withSsl(tls).build();
    }

    private static Stream<Node> list(String hosts, int port) {
        return Stream.of(hosts.split(",", -1)).map(String::strip).map(host -> {
            if (!HOST_AND_PORT.matcher(host).matches()) {
                throw new ConfigurationException(
                        "REDIS_HOST is neither a host nor several with commas between: \"%s\"".formatted(hosts));
            }
            int colon = host.endsWith("]") ? -1 : host.lastIndexOf(':');
            if (colon < 0) {
                return new Node(host, port);
            }
            int own = Integer.parseInt(host.substring(colon + 1));
            if (own < 1 || own > HIGHEST_PORT) {
                throw new ConfigurationException(
                        "REDIS_HOST has a port that is not from 1 to %d: \"%s\"".formatted(HIGHEST_PORT, hosts));
            }
            return new Node(host.substring(0, colon), own);
        });
    }

    private static String schemeOf(URI uri) {
        return String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    }

    /** Without the second check, what follows a slash in a password would be taken for a database. */
    private static boolean isWhole(URI uri, String text) {
        return uri.getHost() != null && (uri.getUserInfo() != null || text.indexOf('@') < 0);
    }

    /** Java takes several hosts for no host. */
    private static boolean hasSentinels(URI uri, String text) {
        String authority = uri.getRawAuthority();
        if (authority == null || (authority.indexOf('@') < 0 && text.indexOf('@') >= 0)) {
            return false;
        }
        String hosts = authority.substring(authority.lastIndexOf('@') + 1);
        return Stream.of(hosts.split(",", -1))
                .allMatch(host -> HOST_AND_PORT.matcher(host).matches());
    }
}
