package com.esab.data.benchmarks;

import com.esab.data.benchmarks.harness.Addresses;
import com.esab.data.benchmarks.harness.Goal;
import com.esab.data.benchmarks.harness.Measured;
import com.esab.data.testkit.server.Neo4jServer;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/** The command that measures everything, at its smallest: that it works, and nothing about time. */
@ExtendWith(RealServers.class)
class BenchmarksIT {

    @TempDir
    private Path folder;

    @Test
    void all_contenders_of_every_path_are_measured_and_every_table_and_chart_is_written(
            Neo4jServer neo4j, RedisServer redis, PostgresServer postgres) throws Exception {
        Addresses.set(neo4j, redis, postgres);

        List<Measured> rows = Benchmarks.run(Options.of(Benchmarks.names(), "--smoke", "--out=" + folder), "--smoke");

        assertThat(rows).allSatisfy(row -> assertThat(row.micros()).isPositive());
        assertThat(rows)
                .extracting(Measured::path)
                .containsAll(Benchmarks.GOALS.stream().map(Goal::path).toList());
        assertThat(folder.resolve("performance.md"))
                .content()
                .contains("## Goals", "esab-data", "round trips")
                .doesNotContain("null", "NaN", "Infinity");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> file.toString().endsWith(".svg")))
                    .isNotEmpty()
                    .allSatisfy(chart -> assertThatCode(() -> DocumentBuilderFactory.newInstance()
                                    .newDocumentBuilder()
                                    .parse(chart.toFile()))
                            .doesNotThrowAnyException());
        }
    }
}
