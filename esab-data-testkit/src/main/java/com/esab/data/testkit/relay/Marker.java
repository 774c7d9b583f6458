package com.esab.data.testkit.relay;

/** A sequence of bytes that is looked for in a stream, however the stream is cut into pieces. */
final class Marker {

    private final byte[] bytes;
    /** For each number of bytes found: how many of the last ones begin the marker anew. */
    private final int[] restart;

    Marker(byte[] bytes) {
        this.bytes = bytes;
        restart = new int[bytes.length + 1];
        for (int i = 1; i < bytes.length; i++) {
            restart[i + 1] = next(restart[i], bytes[i]);
        }
    }

    /** How many of its bytes the stream ends with after this piece, if it ended with {@code found} of them before. */
    int search(int found, byte[] piece) {
        int now = found;
        for (int i = 0; i < piece.length && !isComplete(now); i++) {
            now = next(now, piece[i]);
        }
        return now;
    }

    /** A marker without bytes is in every piece. */
    boolean isComplete(int found) {
        return found == bytes.length;
    }

    private int next(int found, byte following) {
        int now = found;
        while (now > 0 && bytes[now] != following) {
            now = restart[now];
        }
        return bytes[now] == following ? now + 1 : 0;
    }
}
