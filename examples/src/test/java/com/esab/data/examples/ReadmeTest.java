package com.esab.data.examples;

import com.esab.data.EsabData;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Feeder;
import com.esab.data.catalog.Gin;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionState;
import com.esab.data.session.UserId;
import com.esab.data.testkit.catalog.SampleCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReadmeTest {

    private static final Path README = Path.of("..", "README.md");
    private static final Path THIS =
            Path.of("src", "test", "java", "com", "esab", "data", "examples", "ReadmeTest.java");

    @Test
    void the_ten_lines_run() {
        try (EsabData data = EsabData.inMemory()) {
            data.catalog().load(SampleCatalog.data());
            SessionId id = data.sessions().start(UserId.of("user-123")).id();
            Session session = data.sessions().select(id, Gin.of("0446200880"));
            List<Feeder> feeders = data.compatibility().candidates(Feeder.class, session.selection());
            session = data.sessions().select(id, feeders.get(0).gin());
            session = data.sessions().skip(id, ComponentType.COOLER);

            assertThat(feeders).hasSize(10);
            assertThat(session.state()).isEqualTo(SessionState.INTERCONNECTOR_SELECTION);
            assertThat(data.compatibility().check(session.selection()).missing())
                    .isEmpty();
        }
    }

    @Test
    void the_ten_lines_are_those_that_this_test_runs() throws IOException {
        String test = withoutSpace(Files.readString(THIS));
        String snippet = block(Files.readAllLines(README), "```java", 1);
        List<String> statements = snippet.lines()
                .map(line -> line.replaceFirst("\\s+//.*", ""))
                .filter(line -> line.contains("data.") && !line.contains("println"))
                .map(ReadmeTest::withoutSpace)
                .toList();
        assertThat(statements).hasSize(6).allSatisfy(statement -> assertThat(test)
                .contains(statement));
    }

    @Test
    void the_first_two_shell_blocks_hold_one_command_each_and_the_page_stays_short() throws IOException {
        List<String> lines = Files.readAllLines(README);
        assertThat(lines).hasSizeLessThanOrEqualTo(200);
        assertThat(block(lines, "```sh", 1).lines()).singleElement().asString().contains("-Pquickstart");
        assertThat(block(lines, "```sh", 2).lines()).containsExactly("mvn -B -ntp verify");
        assertThat(Files.readString(Path.of("..", ".ci", "run"))).contains("mvn -B -ntp verify");
    }

    private static String block(List<String> lines, String fence, int number) {
        int start = -1;
        for (int found = 0; found < number; found++) {
            start = start + 1 + lines.subList(start + 1, lines.size()).indexOf(fence);
        }
        int end = start + 1 + lines.subList(start + 1, lines.size()).indexOf("```");
        return String.join("\n", lines.subList(start + 1, end));
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
