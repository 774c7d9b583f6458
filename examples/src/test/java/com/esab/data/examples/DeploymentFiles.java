package com.esab.data.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of the folder {@code deployment}, as the programs read them for which they are made. */
final class DeploymentFiles {

    static final Path FOLDER = Path.of("..", "deployment");
    static final Path DOCKER = FOLDER.resolve("docker");

    private static final Pattern ACL_USER = Pattern.compile("user (\\S+) (on) #@(\\w+)@ (.*)");

    private DeploymentFiles() {}

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines without comments and blank ones. */
    static List<String> lines(Path file) {
        return text(file)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    /** The settings of a configuration file, of which a key that is repeated is left out. */
    static Map<String, String> settings(Path file, String separator) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String line : lines(file)) {
            String[] setting = line.split(separator, 2);
            String value = setting[1].strip().replaceFirst("\\s+# .*", "").strip();
            settings.merge(
                    setting[0].strip(), value.replaceFirst("^'(.*)'$", "$1"), (one, other) -> one + "\n" + other);
        }
        settings.values().removeIf(value -> value.contains("\n"));
        return settings;
    }

    /** Users of Redis but the default one, in the words of {@code redis.conf}, with these passwords by their variables. */
    static Map<String, String> redisUsers(Map<String, String> passwords) {
        Map<String, String> users = new LinkedHashMap<>();
        for (String line : lines(DOCKER.resolve("redis/users.acl"))) {
            Matcher user = ACL_USER.matcher(line);
            if (!user.matches()) {
                throw new IllegalStateException("not the line of a user: " + line);
            }
            if (!user.group(1).equals("default")) {
                users.put("user " + user.group(1), "on >" + passwords.get(user.group(3)) + " " + user.group(4));
            }
        }
        return users;
    }

    /** A script with what it includes, without the other commands of {@code psql}. */
    static String sql(Path file) {
        StringBuilder sql = new StringBuilder();
        for (String line : text(file).lines().toList()) {
            if (line.startsWith("\\ir ")) {
                sql.append(sql(file.resolveSibling(line.substring(4).strip())));
            } else if (!line.startsWith("\\")) {
                sql.append(line).append('\n');
            }
        }
        return sql.toString();
    }

    /** The statements of a script and of what it includes. */
    static List<String> cypher(Path file) {
        StringBuilder cypher = new StringBuilder();
        for (String line : text(file).lines().toList()) {
            if (line.startsWith(":source ")) {
                cypher.append(text(file.resolveSibling(line.substring(8).strip())));
            } else {
                cypher.append(line).append('\n');
            }
        }
        return Pattern.compile(";\\s*$", Pattern.MULTILINE)
                .splitAsStream(cypher.toString().replaceAll("(?m)^\\s*//.*$", ""))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }
}
