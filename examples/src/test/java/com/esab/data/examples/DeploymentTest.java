package com.esab.data.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static com.esab.data.examples.DeploymentFiles.DOCKER;
import static com.esab.data.examples.DeploymentFiles.FOLDER;
import static org.assertj.core.api.Assertions.assertThat;

/** What the folder {@code deployment} promises, as far as its files tell. */
class DeploymentTest {

    private static final String COMPOSE = "docker-compose.yml";
    private static final String COMPOSE_TLS = "docker-compose.tls.yml";
    private static final Path HANDBOOK = FOLDER.resolve("README.md");
    private static final Pattern SECRET = Pattern.compile(".*(PASSWORD|AUTH|KEY).*");
    private static final Pattern ASKED_FOR = Pattern.compile("(neo4j/)?\\$\\{(\\w+):\\?[^}]+}");

    @Test
    void the_stores_and_the_browser_have_health_checks_and_are_started_again() throws IOException {
        Map<String, JsonNode> services = running();

        assertThat(services).containsOnlyKeys("neo4j", "postgres", "redis", "redisinsight");
        assertThat(services.values()).allSatisfy(service -> {
            assertThat(texts(service.at("/healthcheck/test"))).first().isEqualTo("CMD-SHELL");
            assertThat(service.path("restart").asText()).isEqualTo("unless-stopped");
        });
    }

    @Test
    void the_health_checks_of_the_stores_sign_in() throws IOException {
        for (String file : List.of(COMPOSE, COMPOSE_TLS)) {
            JsonNode services = compose(file).path("services");
            Map.of("neo4j", "cypher-shell", "postgres", "psql", "redis", "redis-cli")
                    .forEach((store, client) -> {
                        String test = String.join(" ", texts(services.at("/" + store + "/healthcheck/test")));
                        if (file.equals(COMPOSE) || !test.isEmpty()) {
                            assertThat(test)
                                    .contains(client)
                                    .containsPattern("(NEO4J_PASSWORD|PGPASSWORD|REDISCLI_AUTH)=\"\\$\\$");
                        }
                    });
        }
    }

    @Test
    void images_are_pinned() throws IOException {
        assertThat(services(COMPOSE).values())
                .allSatisfy(service -> assertThat(service.path("image").asText())
                        .matches("\\$\\{\\w+_IMAGE:-[a-z0-9/]+:\\d+\\.\\d+(\\.\\d+)?(-community)?}"));
    }

    @Test
    void ports_are_published_on_the_loopback_address_unless_somebody_says_otherwise() throws IOException {
        List<String> ports = services(COMPOSE).values().stream()
                .flatMap(service -> texts(service.path("ports")).stream())
                .toList();

        assertThat(ports).hasSize(5).allSatisfy(port -> assertThat(port)
                .matches("(127\\.0\\.0\\.1|\\$\\{BIND_ADDRESS:-127\\.0\\.0\\.1}):\\$\\{\\w+:-\\d+}:\\d+"));
    }

    @Test
    void each_password_is_asked_for_and_given_by_the_environment_only() throws IOException {
        List<String> askedFor = new ArrayList<>();
        for (String file : List.of(COMPOSE, COMPOSE_TLS)) {
            services(file).values().forEach(service -> {
                service.path("environment").properties().forEach(variable -> {
                    if (SECRET.matcher(variable.getKey()).matches()) {
                        Matcher value = ASKED_FOR.matcher(variable.getValue().asText());
                        assertThat(value.matches()).as(variable.getKey()).isTrue();
                        askedFor.add(value.group(2));
                    }
                });
                // $$ is for the shell in the container; what compose puts in would be seen in a list of processes
                for (String part : List.of("command", "entrypoint", "healthcheck")) {
                    assertThat(service.path(part).toString().replace("$$", "")).doesNotContain("${");
                }
            });
        }

        Map<String, String> example = DeploymentFiles.settings(DOCKER.resolve(".env.example"), "=");
        assertThat(example.keySet().stream().filter(name -> SECRET.matcher(name).matches()))
                .containsExactlyInAnyOrderElementsOf(
                        askedFor.stream().distinct().toList())
                .allSatisfy(name -> assertThat(example.get(name)).isEmpty());
        assertThat(Files.readAllLines(Path.of("..", ".gitignore")))
                .contains("deployment/docker/.env", "deployment/docker/tls/");
    }

    @Test
    void volumes_are_named() throws IOException {
        Map<String, JsonNode> volumes = fields(compose(COMPOSE).path("volumes"));

        assertThat(volumes)
                .containsKeys("esab-neo4j-data", "esab-postgres-data", "esab-redis-data", "esab-redisinsight-data");
        volumes.forEach((name, volume) -> assertThat(volume.path("name").asText())
                .isEqualTo(name.replaceFirst("^esab-", Matcher.quoteReplacement("${VOLUME_PREFIX:-esab}-"))));
        assertThat(mounts().filter(mount -> !mount.startsWith(".")))
                .allSatisfy(mount -> assertThat(volumes).containsKey(mount.replaceFirst(":.*", "")));
    }

    @Test
    void what_is_mounted_is_there_and_read_only() throws IOException {
        assertThat(mounts().filter(mount -> mount.startsWith("."))).isNotEmpty().allSatisfy(mount -> {
            String[] parts = mount.split(":");
            assertThat(parts).hasSize(3).endsWith("ro");
            if (!parts[0].startsWith("./tls/")) {
                assertThat(DOCKER.resolve(parts[0])).exists();
            }
        });
    }

    @Test
    void redis_has_the_settings_that_were_specified() {
        assertThat(DeploymentFiles.settings(DOCKER.resolve("redis/redis.conf"), " "))
                .containsEntry("maxmemory", "512mb")
                .containsEntry("maxmemory-policy", "allkeys-lru")
                .containsEntry("appendonly", "yes")
                .containsEntry("appendfsync", "everysec")
                .containsEntry("timeout", "300");
    }

    @Test
    void the_handbook_names_files_and_findings_that_there_are() throws IOException {
        String handbook = DeploymentFiles.text(HANDBOOK);
        List<String> links = matches(handbook, "\\]\\(([^)#]+)\\)");
        assertThat(links).isNotEmpty().allSatisfy(link -> assertThat(FOLDER.resolve(link))
                .exists());

        String sources = sources();
        List<String> codes = matches(handbook, "(?m)^\\| finding `(\\w+)`");
        assertThat(codes).hasSizeGreaterThan(5).allSatisfy(code -> assertThat(sources)
                .contains("\"" + code + "\""));
    }

    private static String sources() throws IOException {
        StringBuilder sources = new StringBuilder();
        for (String module : List.of("core", "neo4j", "redis", "postgres")) {
            try (Stream<Path> files = Files.walk(Path.of("..", "esab-data-" + module, "src", "main", "java"))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .forEach(file -> sources.append(DeploymentFiles.text(file)));
            }
        }
        return sources.toString();
    }

    private static List<String> matches(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static JsonNode compose(String file) throws IOException {
        return new YAMLMapper().readTree(DOCKER.resolve(file).toFile());
    }

    private static Map<String, JsonNode> services(String file) throws IOException {
        return fields(compose(file).path("services"));
    }

    /** Those that are to run all the time. */
    private static Map<String, JsonNode> running() throws IOException {
        Map<String, JsonNode> services = services(COMPOSE);
        services.values().removeIf(service -> service.path("restart").asText().equals("no"));
        return services;
    }

    private static Stream<String> mounts() throws IOException {
        return Stream.concat(services(COMPOSE).values().stream(), services(COMPOSE_TLS).values().stream())
                .flatMap(service -> texts(service.path("volumes")).stream());
    }

    private static Map<String, JsonNode> fields(JsonNode object) {
        return object.properties().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, TreeMap::new));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }
}
