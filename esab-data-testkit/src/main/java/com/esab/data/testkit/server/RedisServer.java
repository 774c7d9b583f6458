package com.esab.data.testkit.server;

/** A Redis server that asks for a password. */
public interface RedisServer extends RealServer {

    String host();

    int port();

    /** The address with the password in it, as in {@code redis://:secret@127.0.0.1:6379}; not for logs. */
    String uri();

    /** The password of the default user; empty when a server from the environment has none. */
    String password();
}
