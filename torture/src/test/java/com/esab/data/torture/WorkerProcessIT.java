package com.esab.data.torture;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(120)
class WorkerProcessIT {

    @TempDir
    Path temporary;

    @Test
    void a_worker_ends_with_the_program_that_started_it_however_that_ends() throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        temporary.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8));
        ProcessHandle worker =
                ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
        assertThat(worker.isAlive()).isTrue();

        parent.destroyForcibly();

        worker.onExit().get(60, TimeUnit.SECONDS);
        assertThat(worker.isAlive()).isFalse();
    }

    /** Starts a worker that finds no stores, and waits for its own end. */
    static final class Parent {

        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            Stores nowhere =
                    new Stores("redis://127.0.0.1:1", "jdbc:postgresql://127.0.0.1:1/none", "nobody", "secret");
            WorkerProcess worker = WorkerProcess.start("w1", Path.of(arguments[0]), nowhere, 1, 1);
            System.out.println(worker.pid());
            while (true) {
                Thread.sleep(1_000);
            }
        }
    }
}
