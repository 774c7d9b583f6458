package com.esab.data.catalog;

import com.esab.data.error.EsabDataException;
import com.esab.data.error.InvalidCatalogException;
import com.esab.data.internal.text.Texts;
import com.esab.data.json.Json;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A product catalogue as a JSON text, without loss: what was written is read as the same products and edges.
 *
 * <pre>{@code
 * {
 * "format": "esab-data-catalogue",
 * "format_version": 1,
 * "default_applicability": {"feeder":"mandatory","cooler":"conditional"},
 * "products": [
 * {"type":"PowerSource","gin":"0446200880","name":"Aristo 500ix","properties":{"current_output":"500 A"}},
 * {"type":"Feeder","gin":"0445800880","name":"Robust Feed","properties":{"cooling_type":"Water"}}
 * ],
 * "compatibilities": [
 * {"from":"0445800880","to":"0446200880","priority":1,"compatibility_type":"direct","notes":"with 5 m cable"}
 * ]
 * }
 * }</pre>
 *
 * <ul>
 *   <li>The members {@code format}, {@code format_version}, {@code products} and {@code compatibilities} have to be
 *       there; {@code default_applicability} may be missing. A {@code format_version} above 1 is refused.
 *   <li>A product has a {@code type} ({@link ComponentType#label()}), a {@code gin}, a {@code name} and
 *       {@code properties}, which may be missing: those of {@link Product#properties()}, of any JSON value.
 *   <li>An edge has its ends, {@code from} and {@code to}, and may have a {@code priority}, a whole number from 1, a
 *       {@code compatibility_type} and {@code notes}. It may come in either direction.
 *   <li>{@code default_applicability} names components by {@link ComponentType#snakeCase()} and says
 *       {@link Applicability#label()} of each.
 *   <li>Except among the properties, a member that is null is one that is missing, and an unknown member is refused.
 * </ul>
 *
 * <p>It is written with one product and one edge a line, products by type and GIN, their properties by name, and edges
 * by their ends; so equal catalogues give equal texts.
 *
 * <p>Reading checks the whole text before it gives anything, and refuses it with {@link InvalidCatalogException}, which
 * names all problems by their paths, counted from 0, such as {@code products[3].properties.cable_length}. A mistake in
 * the syntax, a member given twice among them, ends the reading; its place is a line and a column.
 */
public final class CatalogJson {

    private static final String FORMAT = "esab-data-catalogue";
    private static final long FORMAT_VERSION = 1;
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private static final CatalogDraft.Form CATALOGUE = new CatalogDraft.Form(
            "a member of a catalogue",
            List.of("format", "format_version", "products", "compatibilities"),
            List.of("default_applicability"));
    private static final CatalogDraft.Form PRODUCT =
            new CatalogDraft.Form("a member of a product", List.of("type", "gin", "name"), List.of("properties"));
    private static final CatalogDraft.Form COMPATIBILITY = new CatalogDraft.Form(
            "a member of a compatibility", List.of("from", "to"), List.of("priority", "compatibility_type", "notes"));

    private final CatalogDraft draft = new CatalogDraft();

    private CatalogJson() {}

    /**
     * The catalogue in a file in UTF-8; every edge ends at products of the file.
     *
     * @throws InvalidCatalogException naming every problem
     * @throws EsabDataException when the file cannot be read
     */
    public static CatalogData read(Path file) {
        return readFile(file, gins -> Map.of());
    }

    /**
     * The catalogue, or the part of one, in a file in UTF-8, whose edges may end at products that a catalogue holds
     * already. One query when there are such ends, else none.
     *
     * @throws InvalidCatalogException naming every problem
     * @throws EsabDataException when the file cannot be read
     */
    public static CatalogData read(Path file, ProductCatalog existing) {
        return readFile(file, existing::findAll);
    }

    /**
     * The catalogue in a text, which is read to its end and not closed; every edge ends at products of the text.
     *
     * @throws InvalidCatalogException naming every problem
     * @throws EsabDataException when the text cannot be read
     */
    public static CatalogData read(Reader text) {
        return readText(text, gins -> Map.of());
    }

    /**
     * The catalogue, or the part of one, in a text, which is read to its end and not closed; its edges may end at
     * products that a catalogue holds already. One query when there are such ends, else none.
     *
     * @throws InvalidCatalogException naming every problem
     * @throws EsabDataException when the text cannot be read
     */
    public static CatalogData read(Reader text, ProductCatalog existing) {
        return readText(text, existing::findAll);
    }

    /**
     * Writes a file in UTF-8, or replaces it; when that fails, the file is as it was before.
     *
     * <p>The text goes to a file of another name in the same folder first, which is then moved into place. The data is
     * not checked.
     *
     * @throws EsabDataException when the file cannot be written
     */
    public static void write(CatalogData data, Path file) {
        TextFiles.write(Map.of(file, to -> append(data, to)));
    }

    /**
     * Appends the text of a catalogue. The data is not checked.
     *
     * @throws EsabDataException when the text cannot be written
     */
    public static void write(CatalogData data, Appendable to) {
        try {
            append(data, to);
        } catch (IOException e) {
            throw new EsabDataException("cannot write the catalogue: " + e, e);
        }
    }

    private static void append(CatalogData data, Appendable to) throws IOException {
        Map<String, Object> applicability = new LinkedHashMap<>();
        data.defaultApplicability().forEach((type, value) -> applicability.put(type.snakeCase(), value.label()));
        to.append("{\n\"format\": ").append(Json.write(FORMAT));
        to.append(",\n\"format_version\": ").append(Json.write(FORMAT_VERSION));
        to.append(",\n\"default_applicability\": ").append(Json.write(applicability));
        appendList(to, "products", data.productsInOrder(), CatalogJson::members);
        appendList(to, "compatibilities", data.compatibilitiesInOrder(), CatalogJson::members);
        to.append("\n}\n");
    }

    private static <T> void appendList(Appendable to, String name, List<T> list, Function<T, Map<String, Object>> form)
            throws IOException {
        to.append(",\n\"").append(name).append("\": [");
        String separator = "\n";
        for (T element : list) {
            to.append(separator).append(Json.write(form.apply(element)));
            separator = ",\n";
        }
        to.append("\n]");
    }

    private static Map<String, Object> members(Product product) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", product.type().label());
        members.put("gin", product.gin().value());
        members.put("name", product.name());
        members.put("properties", new TreeMap<>(product.properties()));
        return members;
    }

    private static Map<String, Object> members(Compatibility edge) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("from", edge.from().value());
        members.put("to", edge.to().value());
        edge.priority().ifPresent(priority -> members.put("priority", priority));
        edge.compatibilityType().ifPresent(type -> members.put("compatibility_type", type));
        edge.notes().ifPresent(notes -> members.put("notes", notes));
        return members;
    }

    private static CatalogData readFile(Path file, Function<Collection<Gin>, Map<Gin, Product>> lookUp) {
        try {
            return read(TextFiles.read(file), lookUp);
        } catch (TextFiles.NotUtf8Exception e) {
            throw refused(line(e.line(), e.column()), String.valueOf(e.getMessage()));
        }
    }

    private static CatalogData readText(Reader text, Function<Collection<Gin>, Map<Gin, Product>> lookUp) {
        try {
            StringWriter whole = new StringWriter();
            text.transferTo(whole);
            return read(TextFiles.withoutByteOrderMark(whole.toString()), lookUp);
        } catch (IOException e) {
            throw new EsabDataException("cannot read the catalogue: " + e, e);
        }
    }

    private static CatalogData read(String text, Function<Collection<Gin>, Map<Gin, Product>> lookUp) {
        Object value;
        try {
            value = Json.read(new StringReader(text));
        } catch (Json.SyntaxException e) {
            throw refused(line(e.line(), e.column()), "is not JSON: " + e.getMessage());
        } catch (IOException e) {
            throw new EsabDataException("cannot read the catalogue: " + e, e);
        }
        if (!(value instanceof Map<?, ?> catalogue)) {
            throw refused(line(1, 1), "is not an object: " + CatalogDraft.shown(value));
        }
        CatalogJson json = new CatalogJson();
        json.catalogue(present(catalogue));
        return json.draft.finished(lookUp);
    }

    private static String line(int line, int column) {
        return "line " + line + ", column " + column;
    }

    private static InvalidCatalogException refused(String where, String what) {
        return new InvalidCatalogException(List.of(new CatalogProblem(where, what)));
    }

    private void catalogue(Map<String, Object> catalogue) {
        Object version = catalogue.get("format_version");
        if (version instanceof Long number && number > FORMAT_VERSION
                || version instanceof BigInteger big && big.signum() > 0) {
            throw refused(
                    "format_version",
                    "is " + CatalogDraft.shown(version) + ", and this version of the library reads " + FORMAT_VERSION
                            + ": the text comes from a newer one");
        }
        CATALOGUE.check(catalogue.keySet(), name -> path("", name), draft::problem);
        requireConstant(catalogue, "format", FORMAT);
        requireConstant(catalogue, "format_version", FORMAT_VERSION);
        defaultApplicability(catalogue.get("default_applicability"));
        if (!(catalogue.get("products") instanceof List)) {
            draft.productsUnread();
        }
        rows("products", catalogue, PRODUCT, draft::product);
        rows("compatibilities", catalogue, COMPATIBILITY, draft::compatibility);
    }

    private void requireConstant(Map<String, Object> catalogue, String member, Object constant) {
        Object value = catalogue.get(member);
        if (value != null && !value.equals(constant)) {
            draft.problem(member, "is not " + CatalogDraft.shown(constant) + ": " + CatalogDraft.shown(value));
        }
    }

    private void defaultApplicability(@Nullable Object value) {
        if (value instanceof Map<?, ?> words) {
            present(words).forEach((component, word) -> {
                Map<String, Object> members = Map.of("component", component, "applicability", word);
                Place place = new Place(path("default_applicability", component), true);
                draft.applicability(new CatalogDraft.Row(place, members, Map.of(), Set.of(), List.of()));
            });
        } else if (value != null) {
            draft.problem("default_applicability", "is not an object: " + CatalogDraft.shown(value));
        }
    }

    private void rows(
            String member, Map<String, Object> catalogue, CatalogDraft.Form form, Consumer<CatalogDraft.Row> add) {
        Object value = catalogue.get(member);
        if (value instanceof List<?> elements) {
            int index = 0;
            for (Object element : elements) {
                row(member + "[" + index++ + "]", element, form, add);
            }
        } else if (value != null) {
            draft.problem(member, "is not a list: " + CatalogDraft.shown(value));
        }
    }

    private void row(String path, @Nullable Object element, CatalogDraft.Form form, Consumer<CatalogDraft.Row> add) {
        List<CatalogProblem> problems = new ArrayList<>();
        Map<String, Object> members = Map.of();
        Set<String> missing = Set.copyOf(form.required());
        if (element instanceof Map<?, ?> map) {
            members = present(map);
            missing = form.check(
                    members.keySet(),
                    name -> path(path, name),
                    (where, what) -> problems.add(new CatalogProblem(where, what)));
        } else {
            problems.add(new CatalogProblem(path, "is not an object: " + CatalogDraft.shown(element)));
        }
        Map<String, Object> properties = Map.of();
        Object given = form.equals(PRODUCT) ? members.get("properties") : null;
        if (given instanceof Map<?, ?> map) {
            properties = named(map);
        } else if (given != null) {
            problems.add(
                    new CatalogProblem(path(path, "properties"), "is not an object: " + CatalogDraft.shown(given)));
        }
        add.accept(new CatalogDraft.Row(new Place(path, false), members, properties, missing, problems));
    }

    private static Map<String, Object> named(Map<?, ?> object) {
        Map<String, Object> named = new LinkedHashMap<>();
        object.forEach((name, value) -> named.put((String) name, value));
        return named;
    }

    private static Map<String, Object> present(Map<?, ?> object) {
        Map<String, Object> present = named(object);
        present.values().removeIf(Objects::isNull);
        return present;
    }

    private static String path(String parent, String name) {
        if (PLAIN_NAME.matcher(name).matches()) {
            return parent.isEmpty() ? name : parent + "." + name;
        }
        return parent + "[\"" + Texts.printable(name) + "\"]";
    }

    /**
     * A path.
     *
     * @param single whether it leads to one value, which has no members
     */
    private record Place(String row, boolean single) implements CatalogDraft.Place {

        @Override
        public String member(String name) {
            return single ? row : path(row, name);
        }

        @Override
        public String property(String name) {
            return path(path(row, "properties"), name);
        }
    }
}
