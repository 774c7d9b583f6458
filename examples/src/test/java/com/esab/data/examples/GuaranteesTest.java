package com.esab.data.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Holds the page of guarantees to its word: no number without a test that is there. */
class GuaranteesTest {

    private static final Path ROOT = Path.of("..");
    private static final Path PAGE = ROOT.resolve("docs").resolve("guarantees.md");

    private static final Pattern ITEM = Pattern.compile("^([GN])(\\d+)\\. ", Pattern.MULTILINE);
    private static final Pattern TEST = Pattern.compile("`(\\w+)\\.(\\w+)`");

    @ParameterizedTest
    @ValueSource(strings = {"G", "N"})
    void the_items_are_numbered_without_a_gap(String kind) {
        List<Integer> numbers = items().stream()
                .filter(item -> item.kind().equals(kind))
                .map(Item::number)
                .toList();

        assertThat(numbers)
                .hasSizeGreaterThan(4)
                .isEqualTo(IntStream.rangeClosed(1, numbers.size()).boxed().toList());
    }

    @Test
    void each_item_names_a_test() {
        assertThat(items())
                .allSatisfy(item -> assertThat(item.tests()).as(item.name()).isNotEmpty());
    }

    @Test
    void each_test_named_is_there() {
        List<Path> sources = testSources();
        assertThat(items())
                .allSatisfy(item -> assertThat(item.tests()).as(item.name()).allSatisfy(test -> assertThat(sources)
                        .as(test.toString())
                        .anyMatch(source ->
                                source.endsWith(test.type() + ".java") && isTest(read(source), test.method()))));
    }

    @Test
    void a_method_counts_as_a_test_only_when_it_is_run_as_one() {
        String source = "@Test\nvoid it_holds() {}\n\n@ParameterizedTest\n@ValueSource(ints = 1)\n"
                + "void it_holds_for_each(int n) {}\n\n@Test\n@Disabled\nvoid is_off() {}\n\nvoid helper() {}\n";

        assertThat(isTest(source, "it_holds")).isTrue();
        assertThat(isTest(source, "it_holds_for_each")).isTrue();
        assertThat(isTest(source, "is_off")).isFalse();
        assertThat(isTest(source, "helper")).isFalse();
        assertThat(isTest(source, "is_missing")).isFalse();
    }

    /** The annotations stand between the last blank line and the method. */
    private static boolean isTest(String source, String method) {
        Matcher declaration = Pattern.compile("\\bvoid " + method + "\\(").matcher(source);
        if (!declaration.find()) {
            return false;
        }
        String before = source.substring(0, declaration.start());
        String annotations = before.substring(before.lastIndexOf("\n\n") + 1);
        return Pattern.compile("@(Parameterized|Repeated)?Test\\b|@TestFactory\\b")
                        .matcher(annotations)
                        .find()
                && !annotations.contains("@Disabled");
    }

    private static List<Item> items() {
        String page = read(PAGE);
        List<Item> items = new ArrayList<>();
        Matcher start = ITEM.matcher(page);
        while (start.find()) {
            int end = Stream.of("\n\n", "\n- ")
                    .mapToInt(mark -> page.indexOf(mark, start.end()))
                    .filter(position -> position >= 0)
                    .min()
                    .orElse(page.length());
            List<TestName> tests = TEST.matcher(page.substring(start.end(), end))
                    .results()
                    .map(match -> new TestName(match.group(1), match.group(2)))
                    .toList();
            items.add(new Item(start.group(1), Integer.parseInt(start.group(2)), tests));
        }
        return items;
    }

    private static List<Path> testSources() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("test"))
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

    private record Item(String kind, int number, List<TestName> tests) {

        String name() {
            return kind + number;
        }
    }

    private record TestName(String type, String method) {}
}
