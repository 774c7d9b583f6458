package com.esab.data.serverbinaries;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs short commands of the operating system. */
final class Commands {

    private static final int PATIENCE_SECONDS = 60;

    private Commands() {}

    /** What a command left: its exit code and all it wrote. */
    record Result(int exitCode, String output) {}

    /** Runs a command to its end; one that does not exist has exit code 127, as in a shell. */
    static Result run(List<String> command) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return new Result(127, String.valueOf(e.getMessage()));
        }
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command.get(0) + " did not end within " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command.get(0) + " ran", e);
        }
        return new Result(process.exitValue(), output);
    }

    static void require(List<String> command) throws IOException {
        Result result = run(command);
        if (result.exitCode() != 0) {
            throw new IOException(command.get(0) + " failed with exit code " + result.exitCode() + ": "
                    + result.output().strip());
        }
    }
}
