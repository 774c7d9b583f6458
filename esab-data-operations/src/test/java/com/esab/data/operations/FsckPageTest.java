package com.esab.data.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Holds the table of codes to what there is. */
class FsckPageTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)` \\| (\\w+) \\|", Pattern.MULTILINE);
    private static final Pattern CODE = Pattern.compile("\"([a-z]+(?:_[a-z]+)+)\",\\s*Severity\\.(\\w+)");

    @Test
    void each_code_is_in_the_table_with_its_severity_and_no_other() {
        Map<String, String> there = new TreeMap<>();
        for (String module : List.of("esab-data-operations", "esab-data-redis")) {
            sources(ROOT.resolve(module).resolve("src").resolve("main").resolve("java"))
                    .forEach(source -> there.putAll(all(CODE, source)));
        }

        assertThat(all(ROW, read(ROOT.resolve("docs").resolve("fsck.md"))))
                .hasSizeGreaterThan(20)
                .isEqualTo(there);
    }

    private static Map<String, String> all(Pattern pattern, String text) {
        Map<String, String> found = new TreeMap<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.put(matcher.group(1), matcher.group(2).toLowerCase(Locale.ROOT));
        }
        return found;
    }

    private static List<String> sources(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(FsckPageTest::read)
                    .toList();
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
}
