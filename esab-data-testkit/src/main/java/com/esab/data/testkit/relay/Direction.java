package com.esab.data.testkit.relay;

/** A way that bytes take through a {@link TcpRelay}. */
public enum Direction {

    /** Requests, from clients to the server. */
    TO_SERVER,

    /** Answers, from the server to clients. */
    TO_CLIENT
}
