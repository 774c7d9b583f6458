package com.esab.data.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The machine that measures. */
public final class Machine {

    private Machine() {}

    /** Processor, number of processors and operating system. */
    public static String text() throws IOException {
        return "%s, %d processors, %s"
                .formatted(processor(), Runtime.getRuntime().availableProcessors(), System.getProperty("os.name"));
    }

    /** What Linux calls it; other systems tell the architecture alone. */
    private static String processor() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        if (Files.isReadable(file)) {
            try (Stream<String> lines = Files.lines(file)) {
                return lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(System.getProperty("os.arch"));
            }
        }
        return System.getProperty("os.arch");
    }
}
