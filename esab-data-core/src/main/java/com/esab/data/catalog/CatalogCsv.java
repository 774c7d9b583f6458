package com.esab.data.catalog;

import com.esab.data.error.CorruptRecordException;
import com.esab.data.error.EsabDataException;
import com.esab.data.error.InvalidCatalogException;
import com.esab.data.internal.text.Texts;
import com.esab.data.json.Json;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A product catalogue as a folder of CSV files, without loss: what was written is read as the same products and edges.
 *
 * <ul>
 *   <li>{@code products.csv} has the columns {@code type} ({@link ComponentType#label()}), {@code gin} and {@code name},
 *       and one for each property ({@link Product#properties()}).
 *   <li>{@code compatibilities.csv} has the columns {@code from} and {@code to}, and may have {@code priority}, a whole
 *       number from 1, {@code compatibility_type} and {@code notes}. An edge may come in either direction.
 *   <li>{@code applicability.csv}, which may be missing, has the columns {@code component}
 *       ({@link ComponentType#snakeCase()}) and {@code applicability} ({@link Applicability#label()}).
 * </ul>
 *
 * <p>The files are in UTF-8, with or without a byte order mark, and follow RFC 4180: a cell with separators, double
 * quotes or line breaks stands in double quotes. The first line names the columns, in any order. It also decides
 * whether the separator is the comma or the semicolon. Lines end with LF or CRLF; lines without any value are passed
 * over.
 *
 * <p>What a cell means: an empty one is a value that is absent. In the columns type, gin, name, from, to, component and
 * applicability everything else is a text as it stands. In the others a cell is JSON when it is a number, {@code true},
 * {@code false} or {@code null} in JSON, or begins with <code>{</code>, {@code [} or a double quote that belongs to the
 * value; everything else is a text as it stands. So {@code 500} is a number, {@code 500 A} and {@code 007} are texts,
 * and {@code "500"} is the text 500, which in the file is <code>"""500"""</code>. The name of a column that begins with
 * a double quote is a JSON text, too; it always names a property, even one called {@code type}.
 *
 * <p>The files are written with commas and LF, one line for a product or an edge, products by type and GIN, columns of
 * properties by name, and edges by their ends; so equal catalogues give equal files. A text that would be read as
 * something else, is empty, begins or ends with a blank, or holds a control character is written as JSON.
 *
 * <p>Reading checks all files before it gives anything, and refuses them with {@link InvalidCatalogException}, which
 * names all problems by file, line and column, such as {@code products.csv line 18, column gin}. A line is the one in
 * which the row begins. A mistake in the syntax ends the reading of its file.
 */
public final class CatalogCsv {

    private static final String PRODUCTS = "products.csv";
    private static final String COMPATIBILITIES = "compatibilities.csv";
    private static final String APPLICABILITY = "applicability.csv";

    private static final CatalogDraft.Form PRODUCT =
            new CatalogDraft.Form("a column of products", List.of("type", "gin", "name"), List.of());
    private static final CatalogDraft.Form COMPATIBILITY = new CatalogDraft.Form(
            "a column of compatibilities", List.of("from", "to"), List.of("priority", "compatibility_type", "notes"));
    private static final CatalogDraft.Form COMPONENT =
            new CatalogDraft.Form("a column of applicability", List.of("component", "applicability"), List.of());

    // possessive, since a cell may be very long
    private static final Pattern NUMBER =
            Pattern.compile("-?+(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?+(?:[eE][-+]?+[0-9]++)?+");

    private final CatalogDraft draft = new CatalogDraft();

    private CatalogCsv() {}

    /**
     * The catalogue in a folder; every edge ends at products of the folder.
     *
     * @throws InvalidCatalogException naming every problem
     * @throws EsabDataException when there is no such folder or a file cannot be read
     */
    public static CatalogData read(Path folder) {
        return read(folder, gins -> Map.of());
    }

    /**
     * The catalogue, or the part of one, in a folder, whose edges may end at products that a catalogue holds already.
     * One query when there are such ends, else none.
     *
     * @throws InvalidCatalogException naming every problem
     * @throws EsabDataException when there is no such folder or a file cannot be read
     */
    public static CatalogData read(Path folder, ProductCatalog existing) {
        return read(folder, existing::findAll);
    }

    /**
     * Writes the three files of a folder, which is made if need be, or replaces them.
     *
     * <p>All three go to files of other names in the same folder first, which are then moved into place one after the
     * other; when that fails, each file is the old or the new one. The data is not checked.
     *
     * @throws EsabDataException when a file cannot be written
     */
    public static void write(CatalogData data, Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new EsabDataException("cannot write into " + folder + ": " + e, e);
        }
        Map<Path, TextFiles.Content> files = new LinkedHashMap<>();
        files.put(folder.resolve(APPLICABILITY), to -> to.append(applicabilityFile(data)));
        files.put(folder.resolve(PRODUCTS), to -> to.append(productsFile(data)));
        files.put(folder.resolve(COMPATIBILITIES), to -> to.append(compatibilitiesFile(data)));
        TextFiles.write(files);
    }

    private static String applicabilityFile(CatalogData data) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        data.defaultApplicability().forEach((type, value) -> rows.add(List.of(type.snakeCase(), value.label())));
        return file(COMPONENT.names(), rows);
    }

    private static String productsFile(CatalogData data) throws IOException {
        Set<String> properties = new TreeSet<>();
        data.products()
                .forEach(product -> properties.addAll(product.properties().keySet()));
        List<String> header = new ArrayList<>(PRODUCT.names());
        properties.forEach(property -> header.add(columnName(property)));
        List<List<String>> rows = new ArrayList<>();
        for (Product product : data.productsInOrder()) {
            Map<String, Object> values = product.properties();
            List<String> row = new ArrayList<>(
                    List.of(product.type().label(), product.gin().value(), product.name()));
            properties.forEach(property -> row.add(values.containsKey(property) ? cell(values.get(property)) : ""));
            rows.add(row);
        }
        return file(header, rows);
    }

    private static String compatibilitiesFile(CatalogData data) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (Compatibility edge : data.compatibilitiesInOrder()) {
            rows.add(List.of(
                    edge.from().value(),
                    edge.to().value(),
                    edge.priority().isPresent() ? cell((long) edge.priority().getAsInt()) : "",
                    edge.compatibilityType().map(CatalogCsv::cell).orElse(""),
                    edge.notes().map(CatalogCsv::cell).orElse("")));
        }
        return file(COMPATIBILITY.names(), rows);
    }

    private static String file(List<String> header, List<List<String>> rows) throws IOException {
        StringWriter file = new StringWriter();
        try (CsvWriter writer =
                CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(file)) {
            writer.writeRecord(header);
            rows.forEach(writer::writeRecord);
        }
        return file.toString();
    }

    private static String columnName(String property) {
        return isPlain(property) && !PRODUCT.names().contains(property) ? property : Json.write(property);
    }

    /** The cell for a value. */
    private static String cell(@Nullable Object value) {
        return value instanceof String text && isPlain(text) ? text : Json.write(value);
    }

    private static boolean isPlain(String text) {
        return !text.isEmpty() && !isJson(text) && text.equals(text.strip()) && !Texts.hasControlCharacter(text);
    }

    private static boolean isJson(String cell) {
        return switch (cell.charAt(0)) {
            case '{', '[', '"' -> true;
            case 't', 'f', 'n' -> cell.equals("true") || cell.equals("false") || cell.equals("null");
            default -> NUMBER.matcher(cell).matches();
        };
    }

    private static CatalogData read(Path folder, Function<Collection<Gin>, Map<Gin, Product>> lookUp) {
        if (!Files.isDirectory(folder)) {
            throw new EsabDataException("cannot read " + folder + ": there is no such folder");
        }
        CatalogCsv csv = new CatalogCsv();
        csv.applicability(folder);
        csv.products(folder);
        csv.compatibilities(folder);
        return csv.draft.finished(lookUp);
    }

    private void applicability(Path folder) {
        if (!Files.notExists(folder.resolve(APPLICABILITY))) {
            rows(folder, APPLICABILITY, COMPONENT, draft::applicability);
        }
    }

    private void products(Path folder) {
        if (!rows(folder, PRODUCTS, PRODUCT, draft::product)) {
            draft.productsUnread();
        }
    }

    private void compatibilities(Path folder) {
        rows(folder, COMPATIBILITIES, COMPATIBILITY, draft::compatibility);
    }

    /** Hands over the rows of a file; whether it gave all of them, and their GINs if they have some. */
    private boolean rows(Path folder, String file, CatalogDraft.Form form, Consumer<CatalogDraft.Row> add) {
        if (Files.notExists(folder.resolve(file))) {
            draft.problem(file, "is missing");
            return false;
        }
        CsvTable table;
        try {
            table = CsvTable.of(file, TextFiles.read(folder.resolve(file)), form.names());
        } catch (TextFiles.NotUtf8Exception e) {
            draft.problem(file + " line " + e.line() + ", character " + e.column(), String.valueOf(e.getMessage()));
            return false;
        }
        table.mistake().ifPresent(mistake -> draft.problem(mistake.where(), mistake.what()));
        if (table.lines().isEmpty()) {
            if (table.mistake().isEmpty()) {
                draft.problem(file + " line 1", "names no columns (" + String.join(", ", form.names()) + ")");
            }
            return false;
        }
        List<Column> columns = columns(table.lines().get(0), form);
        Set<String> missing = form.check(
                columns.stream()
                        .filter(column -> column.kind() == Kind.MEMBER)
                        .map(Column::name)
                        .toList(),
                table.lines().get(0)::member,
                draft::problem);
        Set<Integer> unnamed = new HashSet<>();
        table.lines().stream().skip(1).forEach(line -> add.accept(row(line, columns, form, missing, unnamed)));
        return table.mistake().isEmpty() && !missing.contains("gin");
    }

    private List<Column> columns(CsvTable.Line header, CatalogDraft.Form form) {
        List<Column> columns = new ArrayList<>();
        for (String cell : header.cells()) {
            Column column = column(header, cell, form);
            if (column.kind() != Kind.NONE && columns.contains(column)) {
                draft.problem(header.member(Texts.printable(column.name())), "is given more than once");
                column = new Column(column.name(), Kind.NONE);
            }
            columns.add(column);
        }
        return columns;
    }

    private Column column(CsvTable.Line header, String cell, CatalogDraft.Form form) {
        String name = cell.strip();
        if (name.isEmpty()) {
            return new Column(name, Kind.NONE);
        }
        if (!form.equals(PRODUCT) || form.names().contains(name)) {
            return new Column(name, Kind.MEMBER);
        }
        if (!name.startsWith("\"")) {
            return new Column(name, Kind.PROPERTY);
        }
        try {
            return new Column((String) Objects.requireNonNull(Json.parse(name)), Kind.PROPERTY);
        } catch (CorruptRecordException e) {
            draft.problem(header.member(Texts.printable(name)), "begins like JSON and is " + e.getMessage());
            return new Column(name, Kind.NONE);
        }
    }

    private static CatalogDraft.Row row(
            CsvTable.Line line,
            List<Column> columns,
            CatalogDraft.Form form,
            Set<String> missing,
            Set<Integer> unnamed) {
        Map<String, Object> members = new HashMap<>();
        Map<String, Object> properties = new LinkedHashMap<>();
        List<CatalogProblem> problems = new ArrayList<>();
        if (line.cells().size() != columns.size()) {
            problems.add(new CatalogProblem(
                    line.row(),
                    "has " + line.cells().size() + " values, and the first line names " + columns.size() + " columns"));
            // which value belongs to which column is uncertain; a GIN in its place is still one that edges may name
            int gin = columns.indexOf(new Column("gin", Kind.MEMBER));
            if (form.equals(PRODUCT) && gin >= 0 && gin < line.cells().size()) {
                CatalogDraft.wellFormed(line.cells().get(gin)).ifPresent(known -> members.put("gin", known.value()));
            }
            return new CatalogDraft.Row(line, members, properties, Set.copyOf(form.required()), problems);
        }
        for (int i = 0; i < columns.size(); i++) {
            String cell = line.cells().get(i);
            Column column = columns.get(i);
            if (cell.isEmpty()) {
                continue;
            }
            if (column.kind() == Kind.MEMBER && form.required().contains(column.name())) {
                members.put(column.name(), cell);
            } else if (column.kind() == Kind.MEMBER && form.optional().contains(column.name())) {
                value(line, column, cell, problems, members);
            } else if (column.kind() == Kind.PROPERTY) {
                value(line, column, cell, problems, properties);
            } else if (column.name().isEmpty() && unnamed.add(i)) {
                problems.add(new CatalogProblem(
                        line.row(), "has a value in column " + (i + 1) + ", which the first line does not name"));
            }
        }
        return new CatalogDraft.Row(line, members, properties, missing, problems);
    }

    @SuppressWarnings("NullAway") // a property may have JSON's null as its value
    private static void value(
            CsvTable.Line line, Column column, String cell, List<CatalogProblem> problems, Map<String, Object> values) {
        try {
            values.put(column.name(), isJson(cell) ? Json.parse(cell) : cell);
        } catch (CorruptRecordException e) {
            problems.add(new CatalogProblem(
                    line.member(Texts.printable(column.name())), "begins like JSON and is " + e.getMessage()));
        }
    }

    private enum Kind {
        MEMBER,
        PROPERTY,
        NONE
    }

    private record Column(String name, Kind kind) {}
}
