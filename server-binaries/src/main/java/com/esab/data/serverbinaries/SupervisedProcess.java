package com.esab.data.serverbinaries;

import com.esab.data.testkit.server.spi.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A native process that dies with this JVM and then leaves no file behind. */
final class SupervisedProcess implements ServerProcess {

    private static final int LOG_TAIL = 2_000;
    private static final int GONE_SECONDS = 10;

    private final String product;
    private final Path folder;
    private final List<String> command;
    private final String endSignal;
    private final Path logFile;
    private @Nullable Process supervisor;
    private long pid;

    /**
     * Prepares a process.
     *
     * @param folder all its data; removed with it
     * @param endSignal the signal that ends it when its data is no longer needed
     * @param logFile where its own words are, if not on its standard output
     */
    SupervisedProcess(String product, Path folder, List<String> command, String endSignal, @Nullable Path logFile) {
        this.product = product;
        this.folder = folder;
        this.command = List.copyOf(command);
        this.endSignal = endSignal;
        this.logFile = logFile == null ? folder.resolve("log") : logFile;
    }

    @Override
    public String product() {
        return product;
    }

    @Override
    public void start() throws IOException {
        if (!isRunning()) {
            start(Map.of());
        }
    }

    /**
     * Runs a command that ends by itself.
     *
     * @throws IOException with its last words, when its exit code is not 0
     */
    void runToItsEnd(Map<String, String> environment) throws IOException {
        Process started = start(environment);
        try {
            if (started.waitFor() != 0) {
                throw new IOException(product + " failed: " + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + product + " ran", e);
        }
    }

    private Process start(Map<String, String> environment) throws IOException {
        List<String> line = new ArrayList<>(
                List.of("sh", "-c", Resources.text("supervise.sh"), "sh", folder.toString(), endSignal));
        line.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
        // options meant for this JVM would only make the server's JVM talk
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        builder.environment().putAll(environment);
        Process started = builder.start();
        supervisor = started;
        BufferedReader output =
                new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.US_ASCII));
        String first = output.readLine();
        if (first == null) {
            throw new IOException("no shell to run " + product);
        }
        pid = Long.parseLong(first.strip());
        return started;
    }

    @Override
    public boolean isRunning() {
        return supervisor != null && supervisor.isAlive();
    }

    @Override
    public void kill() throws IOException {
        if (isRunning()) {
            // the children of a PostgreSQL killed alone go on for a moment and hold its memory
            signal("KILL");
            awaitEnd();
        }
    }

    @Override
    public void freeze() throws IOException {
        signal("STOP");
        // a child that was born while the signals went out; the parent has stopped now and bears no more
        signal("STOP");
    }

    @Override
    public void thaw() throws IOException {
        signal("CONT");
    }

    private void signal(String name) throws IOException {
        List<String> line = new ArrayList<>(List.of("sh", "-c", "kill -\"$@\"", "sh", name, Long.toString(pid)));
        ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .map(child -> Long.toString(child.pid()))
                .forEach(line::add);
        // a child may end by itself between the list and the signal, so the exit code says nothing
        Commands.run(line);
    }

    private boolean awaitEnd() throws IOException {
        try {
            return supervisor == null || supervisor.waitFor(GONE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + product + " ended", e);
        }
    }

    @Override
    public String log() {
        try (RandomAccessFile file = new RandomAccessFile(logFile.toFile(), "r")) {
            file.seek(Math.max(0, file.length() - LOG_TAIL));
            byte[] bytes = new byte[(int) (file.length() - file.getFilePointer())];
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "it wrote no log";
        }
    }

    @Override
    public void delete() throws IOException {
        if (isRunning()) {
            if (!endSignal.equals("KILL")) {
                signal("CONT");
                Commands.run(List.of("sh", "-c", "kill -\"$@\"", "sh", endSignal, Long.toString(pid)));
                awaitEnd();
            }
            kill();
        }
        Resources.delete(folder);
    }
}
