package com.esab.data.benchmarks.start;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * How large the library's jars are, and what they pull in at run time.
 *
 * <p>Which jar needs which says the POM that lies beside it in the local repository, or above the build's folder of a module; only what is
 * on the class path counts.
 */
final class Jars {

    private static final String OURS = "esab-data-";
    private static final String TESTKIT = OURS + "testkit";

    private final Map<String, Artifact> artifacts = new LinkedHashMap<>();

    /** @param needs the artifacts that a POM names for compiling or running */
    private record Artifact(long bytes, List<String> needs) {}

    private Jars() {}

    static Jars ofClassPath() throws IOException {
        Jars jars = new Jars();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path file = Path.of(entry).toAbsolutePath();
            Path pom = pom(file);
            if (Files.isRegularFile(file) && Files.exists(pom)) {
                Element project = parsed(pom);
                jars.artifacts.putIfAbsent(text(project, "artifactId"), new Artifact(Files.size(file), needs(project)));
            }
        }
        return jars;
    }

    private static Path pom(Path jar) {
        Path beside = jar.resolveSibling(jar.getFileName().toString().replaceAll("\\.jar$", ".pom"));
        return Files.exists(beside)
                ? beside
                : jar.resolveSibling(Path.of("..", "pom.xml")).normalize();
    }

    private static Element parsed(Path pom) throws IOException {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(pom.toFile())
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(pom + " is no POM", e);
        }
    }

    private static List<String> needs(Element project) {
        return children(project, "dependencies")
                .flatMap(all -> children(all, "dependency"))
                .filter(dependency -> List.of("", "compile", "runtime").contains(text(dependency, "scope"))
                        && !text(dependency, "optional").equals("true"))
                .map(dependency -> text(dependency, "artifactId"))
                .toList();
    }

    private static String text(Element parent, String name) {
        return children(parent, name)
                .map(child -> child.getTextContent().strip())
                .findFirst()
                .orElse("");
    }

    private static Stream<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found.stream();
    }

    /** A line for each module of the library, and one for all of them. */
    String table() {
        StringBuilder table = new StringBuilder(
                "\n## What comes along\n\n| artifact | size | with all it pulls in | jars |\n|---|---:|---:|---:|\n");
        Set<String> ours = new LinkedHashSet<>();
        artifacts.keySet().stream()
                .filter(name -> name.startsWith(OURS) && !name.equals(TESTKIT))
                .sorted()
                .forEach(ours::add);
        ours.forEach(module -> table.append(line(module, Set.of(module))));
        return table.append(line("all of these", ours)).toString();
    }

    private String line(String name, Set<String> modules) {
        Set<String> pulled = new LinkedHashSet<>();
        modules.forEach(module -> pull(module, pulled));
        return String.format(
                Locale.ROOT, "| %s | %s | %s | %d |\n", name, kilobytes(modules), kilobytes(pulled), pulled.size());
    }

    private void pull(String name, Set<String> pulled) {
        Artifact artifact = artifacts.get(name);
        if (artifact != null && pulled.add(name)) {
            artifact.needs().forEach(needed -> pull(needed, pulled));
        }
    }

    private String kilobytes(Set<String> names) {
        long bytes = artifacts.entrySet().stream()
                .filter(entry -> names.contains(entry.getKey()))
                .mapToLong(entry -> entry.getValue().bytes())
                .sum();
        return String.format(Locale.ROOT, "%,.0f kB", bytes / 1e3);
    }
}
