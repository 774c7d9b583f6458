package com.esab.data.schema;

import com.esab.data.error.MigrationException;
import com.esab.data.schema.Migration.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Migrations as plain files: for PostgreSQL {@code V001-description-up.sql} with {@code V001-description-down.sql}, for Neo4j
 * {@code 2025-01-15-001-description.cypher} with {@code 2025-01-15-001-description-down.cypher}. The way back may be missing.
 *
 * <p>Descriptions have small letters, digits and single hyphens. The files are in UTF-8 and hold what {@code psql -f} and
 * {@code cypher-shell -f} take, but no commands of these clients themselves.
 */
public final class MigrationFiles {

    private static final String DESCRIPTION = "(?<description>[a-z0-9]+(?:-[a-z0-9]+)*?)";
    private static final Naming SQL = new Naming(
            ".sql",
            Pattern.compile("(?<version>V\\d{3})-" + DESCRIPTION + "-(?:up|(?<down>down))\\.sql"),
            "-up.sql",
            "-down.sql",
            "V001-description-up.sql");
    private static final Naming CYPHER = new Naming(
            ".cypher",
            Pattern.compile("(?<version>\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])-\\d{3})-" + DESCRIPTION
                    + "(?:-(?<down>down))?\\.cypher"),
            ".cypher",
            "-down.cypher",
            "2025-01-15-001-description.cypher");

    private final Place place;

    private MigrationFiles(Place place) {
        this.place = place;
    }

    /** All files of a folder whose names end as the store's files do; others, and folders in it, are passed over. */
    public static MigrationFiles in(Path folder) {
        return new MigrationFiles(naming -> {
            Map<String, String> texts = new TreeMap<>();
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String name = file.getFileName().toString();
                    if (naming.isMeant(name)) {
                        texts.put(name, text(name, Files.readAllBytes(file)));
                    }
                }
            } catch (IOException e) {
                throw new MigrationException("the migrations in " + folder + " cannot be read: " + e, e);
            }
            return texts;
        });
    }

    /**
     * These files of a folder on the class or module path, found as {@link Class#getResourceAsStream} of a class does; the ways back
     * beside them are found by themselves.
     *
     * <p>In a named module the folder must not be named like a package, as {@code META-INF/migrations} is not, or be opened.
     *
     * @param beside a class of the module that has the files
     * @param folder its absolute name, such as {@code /META-INF/migrations}
     * @param names of the files that lead up
     */
    public static MigrationFiles onClassPath(Class<?> beside, String folder, String... names) {
        List<String> wanted = List.of(names);
        return new MigrationFiles(naming -> {
            Map<String, String> texts = new TreeMap<>();
            for (String name : wanted) {
                texts.put(
                        name,
                        resource(beside, folder, name)
                                .orElseThrow(() -> new MigrationException(
                                        "the migration " + folder + "/" + name + " is not on the class path")));
                String undo = naming.undo(name);
                resource(beside, folder, undo).ifPresent(text -> texts.put(undo, text));
            }
            return texts;
        });
    }

    private static Optional<String> resource(Class<?> beside, String folder, String name) {
        try (InputStream in = beside.getResourceAsStream(folder + "/" + name)) {
            return in == null ? Optional.empty() : Optional.of(text(name, in.readAllBytes()));
        } catch (IOException e) {
            throw new MigrationException("the migration " + folder + "/" + name + " cannot be read: " + e, e);
        }
    }

    private static String text(String name, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MigrationException("the migration " + name + " is not UTF-8", e);
        }
    }

    /**
     * The files for PostgreSQL, in order.
     *
     * @throws MigrationException when one cannot be read or has a bad name, two have one version, or only the way back is there
     */
    public List<Migration> sql(Source source) {
        return read(SQL, source);
    }

    /**
     * The files for Neo4j, in order.
     *
     * @throws MigrationException as {@link #sql}
     */
    public List<Migration> cypher(Source source) {
        return read(CYPHER, source);
    }

    private List<Migration> read(Naming naming, Source source) {
        Map<String, String> texts = place.read(naming);
        Map<String, Migration> byVersion = new TreeMap<>();
        List<String> undoes = new ArrayList<>();
        texts.forEach((name, text) -> {
            Matcher matcher = naming.form().matcher(name);
            if (!matcher.matches()) {
                throw new MigrationException(
                        "not the name of a migration: " + name + " (it must be like " + naming.example() + ")");
            }
            String undo = naming.undo(name);
            if (matcher.group("down") != null) {
                undoes.add(name);
                return;
            }
            Migration migration = new Migration(
                    source,
                    matcher.group("version"),
                    matcher.group("description"),
                    text,
                    Optional.ofNullable(texts.get(undo)));
            Migration other = byVersion.put(migration.version(), migration);
            if (other != null) {
                throw new MigrationException("two migrations have one version: " + other + " and " + migration);
            }
        });
        for (String undo : undoes) {
            if (!texts.containsKey(naming.up(undo))) {
                throw new MigrationException(
                        "the way back " + undo + " leads back from nothing: there is no " + naming.up(undo));
            }
        }
        return List.copyOf(byVersion.values());
    }

    /** Where files are. */
    private interface Place {

        /** The texts of the files by name. */
        Map<String, String> read(Naming naming);
    }

    /** How the files of a store are named. */
    private record Naming(String end, Pattern form, String up, String down, String example) {

        /** Whether a file is one of the store's, be its name right or wrong. */
        boolean isMeant(String name) {
            return name.toLowerCase(Locale.ROOT).endsWith(end);
        }

        /** The name of the way back from this one. */
        String undo(String name) {
            return name.endsWith(up) ? name.substring(0, name.length() - up.length()) + down : name + down;
        }

        /** The name of what this way back leads back from. */
        String up(String undo) {
            return undo.substring(0, undo.length() - down.length()) + up;
        }
    }
}
