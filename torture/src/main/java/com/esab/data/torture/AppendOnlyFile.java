package com.esab.data.torture;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/** The append-only file of a Redis, watched so that its last second can be taken from it. */
final class AppendOnlyFile implements AutoCloseable {

    private static final Duration STEP = Duration.ofMillis(50);
    private static final Duration LOST = Duration.ofSeconds(1);

    private final Path file;
    private final Deque<Size> sizes = new ConcurrentLinkedDeque<>();
    private final Thread watching;
    private volatile boolean closed;

    AppendOnlyFile(String redisUri) {
        RedisClient client = RedisClient.create(redisUri);
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            String folder = connection.sync().configGet("dir").getOrDefault("dir", "");
            file = Path.of(folder, "appendonlydir", "appendonly.aof.1.incr.aof");
        } finally {
            client.shutdown();
        }
        watching = new Thread(this::watch, "append-only-file");
        watching.setDaemon(true);
        watching.start();
    }

    private void watch() {
        while (!closed) {
            remember();
            Pauses.pause(STEP);
        }
    }

    private void remember() {
        sizes.addLast(new Size(System.nanoTime(), size()));
        while (sizes.size() > 2 * LOST.toMillis() / STEP.toMillis()) {
            sizes.pollFirst();
        }
    }

    /** Takes away what came in the last second; the server must not run. */
    void cutLastSecond() {
        long now = System.nanoTime();
        long kept = size();
        for (Size last = sizes.pollLast(); last != null; last = sizes.pollLast()) {
            kept = Math.min(kept, last.bytes());
            if (now - last.at() >= LOST.toNanos()) {
                break;
            }
        }
        sizes.clear();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(kept);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long size() {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    private record Size(long at, long bytes) {}
}
