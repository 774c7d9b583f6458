package com.esab.data.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Holds the page about monitoring to the findings that the code can make. */
class MonitoringPageTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern FOUND = Pattern.compile("Severity\\.([A-Z]+),\\s*\"(\\w+)\"");
    private static final Pattern WITHOUT_ANSWER = Pattern.compile("without\\(store, \"(\\w+)\"");

    @Test
    void every_finding_that_the_code_can_make_is_on_the_page_with_its_severity_and_no_other() throws IOException {
        Set<String> found = new HashSet<>();
        for (String source : sources()) {
            for (Matcher finding = FOUND.matcher(source); finding.find(); ) {
                found.add(finding.group(2) + " " + finding.group(1).toLowerCase(Locale.ROOT));
            }
            for (Matcher finding = WITHOUT_ANSWER.matcher(source); finding.find(); ) {
                found.add(finding.group(1) + " error");
            }
        }

        assertThat(found).hasSizeGreaterThan(20).contains("unreachable error", "eviction_policy warning");
        assertThat(rows("finding").map(cells -> cells.get(0) + " " + cells.get(1)))
                .containsExactlyInAnyOrderElementsOf(found);
    }

    /** What fsck finds has a page of its own. */
    private static List<String> sources() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.filter(module -> !module.endsWith("esab-data-operations"))
                    .map(module -> module.resolve("src").resolve("main").resolve("java"))
                    .filter(source -> Files.isDirectory(source)
                            && source.getParent()
                                    .getParent()
                                    .getParent()
                                    .getFileName()
                                    .toString()
                                    .startsWith("esab-data"))
                    .flatMap(MonitoringPageTest::java)
                    .toList();
        }
    }

    private static Stream<String> java(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(MonitoringPageTest::read)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of all tables on the page whose first column has this title, without the marks for code. */
    static Stream<List<String>> rows(String title) throws IOException {
        boolean inside = false;
        Stream.Builder<List<String>> rows = Stream.builder();
        for (String line : Files.readAllLines(ROOT.resolve("docs").resolve("monitoring.md"))) {
            if (line.startsWith("| " + title + " |")) {
                inside = true;
            } else if (!line.startsWith("|")) {
                inside = false;
            } else if (inside && !line.startsWith("|---")) {
                rows.add(Stream.of(line.substring(1).split("\\|"))
                        .map(cell -> cell.replace("`", "").strip())
                        .collect(Collectors.toList()));
            }
        }
        return rows.build();
    }
}
