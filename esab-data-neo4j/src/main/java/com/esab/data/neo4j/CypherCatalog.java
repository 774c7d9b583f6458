package com.esab.data.neo4j;

import com.esab.data.ProgressListener;
import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.CatalogState;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.LoadReport;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.catalog.SearchWords;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.error.EsabDataException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.store.Arguments;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Query;
import org.neo4j.driver.Record;
import org.neo4j.driver.Value;
import org.neo4j.driver.exceptions.value.ValueException;

/** The catalogue as nodes and relationships. */
final class CypherCatalog implements ProductCatalog {

    /** Large enough to make round trips cheap, small enough for a transaction on a small server. */
    static final int BATCH = 500;

    /** Lucene refuses a query of more than 1024 words. */
    private static final int WORDS_PER_QUERY = 500;

    private static final Comparator<Product> BY_NAME =
            Comparator.comparing(Product::name).thenComparing(Product::gin);

    private static final String FIND_ALL = "UNWIND $gins AS gin MATCH (p:Product {gin: gin}) RETURN p";

    private static final String TYPES = """
            UNWIND $gins AS gin
            MATCH (p:Product {gin: gin})
            RETURN gin, [label IN labels(p) WHERE label IN $labels | label] AS labels
            """;

    static final String STATE = """
            OPTIONAL MATCH (catalog:Catalog {id: 'catalog'})
            RETURN properties(catalog) AS catalog
            """;

    // found by the index, judged by the words themselves; a guess is sought among words with ever more typing errors
    private static final String SEARCH = """
            UNWIND $queries AS query
            CALL db.index.fulltext.queryNodes('product_words', query) YIELD node
            WITH DISTINCT node AS p
            WHERE NOT coalesce(p.placeholder, false)
            WITH p, split(p.search_name, ' ') AS nameWords, split(p.search_properties, ' ') AS textWords
            WITH p, reduce(sum = 0, searched IN $searched | sum + CASE
                WHEN any(word IN searched.meant WHERE word IN nameWords) THEN searched.inName
                WHEN any(word IN searched.meant WHERE word IN textWords) THEN searched.inTexts
                ELSE 0 END) AS score
            WHERE score > 0
            WITH p, CASE WHEN p.name = $text THEN 1 ELSE 0 END AS own, score
            ORDER BY own DESC, score DESC, p.name, p.gin
            LIMIT $limit
            RETURN p, null AS guessed, null AS candidates
            UNION ALL
            UNWIND $guessable AS guessable
            CALL (guessable) {
                CALL db.index.fulltext.queryNodes('product_words', '"' + guessable.word + '"') YIELD node
                WHERE NOT coalesce(node.placeholder, false) AND (
                    guessable.word IN split(node.search_name, ' ') OR guessable.word IN split(node.search_properties, ' '))
                WITH node LIMIT 1
                RETURN count(node) > 0 AS known
            }
            WITH guessable, known, [] AS candidates WHERE NOT known
            %s
            %s
            WITH guessable, candidates WHERE candidates <> []
            RETURN null AS p, guessable.word AS guessed, candidates
            """.formatted(candidates(0), candidates(1));

    /**
     * Words that match a pattern, unless an earlier one was matched already.
     *
     * <p>The server compiles the pattern anew for each word, so those are left out first whose length differs by more than two
     * characters can.
     */
    private static String candidates(int pattern) {
        return """
            CALL (guessable, candidates) {
                UNWIND CASE WHEN candidates = [] THEN guessable.patterns[%1$d..%2$d] ELSE [] END AS pattern
                CALL db.index.fulltext.queryNodes('product_words', '/' + pattern + '/') YIELD node
                WHERE NOT coalesce(node.placeholder, false)
                UNWIND split(coalesce(node.search_name, '') + ' ' + coalesce(node.search_properties, ''), ' ') AS word
                WITH DISTINCT guessable, pattern, word
                WHERE CASE WHEN abs(size(word) - size(guessable.word)) <= 4
                    THEN word =~ guessable.digits AND word =~ pattern ELSE false END
                RETURN collect(word) AS found
            }
            WITH guessable, candidates + found AS candidates
            """.formatted(pattern, pattern + 1).strip();
    }

    static final String EDGE = """
            RETURN [label IN labels(a) WHERE label <> 'Product'] AS fromLabels, a.gin AS from,
                   [label IN labels(b) WHERE label <> 'Product'] AS toLabels, b.gin AS to,
                   r.priority AS priority, r.compatibility_type AS compatibilityType, r.notes AS notes
            """;

    private static final String EDGES_OF = """
            MATCH (p:Product {gin: $gin})-[r:COMPATIBLE_WITH]-(:Product)
            WITH r, startNode(r) AS a, endNode(r) AS b
            """ + EDGE;

    private static final String ALL_PRODUCTS = "MATCH (p:Product) RETURN p ORDER BY p.gin";

    private static final Comparator<Compatibility> BY_ENDS = Comparator.comparing(Compatibility::from)
            .thenComparing(Compatibility::to)
            .thenComparing(edge -> edge.priority().orElse(Integer.MAX_VALUE));

    private static final String RANK = "reduce(rank = -1, i IN range(0, size(%1$s) - 1) |"
            + " CASE WHEN %1$s[i] IN labels(%2$s) THEN i ELSE rank END)";

    /** All edges by their ends as a reader sees them, and after them the state once more. */
    private static final String ALL_EDGES = """
            CALL () {
                MATCH (a:Product)-[r:COMPATIBLE_WITH]->(b:Product)
                WITH a, r, b, %s < %s AS reversed
                WITH CASE WHEN reversed THEN b ELSE a END AS a, r, CASE WHEN reversed THEN a ELSE b END AS b
                ORDER BY a.gin, b.gin, r.priority
                %s, null AS catalog
              UNION ALL
                OPTIONAL MATCH (catalog:Catalog {id: 'catalog'})
                RETURN null AS fromLabels, null AS from, null AS toLabels, null AS to,
                       null AS priority, null AS compatibilityType, null AS notes, properties(catalog) AS catalog
            }
            RETURN *
            """.formatted(rank("a"), rank("b"), EDGE.strip());

    private static final String MARK = Lease.HELD + """
            MERGE (catalog:Catalog {id: 'catalog'})
            SET catalog.complete = false, catalog.revision = coalesce(catalog.revision, 0)
            RETURN 1 AS written
            """;

    private static final String PRODUCTS = Lease.HELD + """
            UNWIND $rows AS row
            MERGE (p:Product {gin: row.gin})
            SET p = row, p:%s
            RETURN count(p) AS written
            """;

    private static final String ENDS = Lease.HELD + """
            UNWIND $rows AS row
            MATCH (a:Product {gin: row.from})
            MATCH (b:Product {gin: row.to})
            """;

    private static final String COUNT = "RETURN count(*) AS written\n";

    /** Between products that are all new: there is no edge to look for, in whatever direction. */
    private static final String NEW_EDGES = ENDS + """
            CREATE (a)-[r:COMPATIBLE_WITH]->(b)
            SET r = row.properties
            """ + COUNT;

    // an edge that somebody stored the other way round gives way to the one loaded
    private static final String EDGES = ENDS + """
            MERGE (a)-[r:COMPATIBLE_WITH]->(b)
            SET r = row.properties
            WITH a, b
            CALL (a, b) {
                MATCH (b)-[reversed:COMPATIBLE_WITH]->(a)
                WHERE NOT (a:Accessory AND b:Accessory)
                DELETE reversed
            }
            """ + COUNT;

    private static final String DONE = Lease.HELD + """
            MATCH (catalog:Catalog {id: 'catalog'})
            SET catalog += $defaults
            SET catalog.complete = true, catalog.revision = catalog.revision + 1
            REMOVE lease.owner, lease.until
            RETURN catalog.revision AS written
            """;

    private static final String REMOVE = Lease.HELD + """
            MERGE (catalog:Catalog {id: 'catalog'})
            SET catalog.revision = coalesce(catalog.revision, 0) + 1, catalog.complete = coalesce(catalog.complete, true)
            WITH lease
            CALL () {
                UNWIND $gins AS gin
                MATCH (p:Product {gin: gin})
                DETACH DELETE p
                RETURN count(*) AS removed
            }
            REMOVE lease.owner, lease.until
            RETURN removed AS written
            """;

    private final Bolt bolt;

    CypherCatalog(Bolt bolt) {
        this.bolt = bolt;
    }

    @Override
    public Map<Gin, Product> findAll(Collection<Gin> gins) {
        return bolt.read("find products", FIND_ALL, Map.of("gins", texts(gins))).stream()
                .map(record -> ProductNodes.toProduct(record.get("p").asNode()))
                .collect(Collectors.toUnmodifiableMap(Product::gin, product -> product));
    }

    @Override
    public List<Product> ofType(ComponentType type) {
        String cypher = "MATCH (p:%s) WHERE NOT coalesce(p.placeholder, false) RETURN p".formatted(type.label());
        return bolt.read("list the products of a type", cypher, Map.of()).stream()
                .map(record -> ProductNodes.toProduct(record.get("p").asNode()))
                .sorted(BY_NAME)
                .toList();
    }

    /**
     * {@inheritDoc}
     *
     * <p>The first query also brings what unknown words may mean, the second, if any, asks for these. A long unknown word
     * costs the server tens of milliseconds.
     */
    @Override
    public List<Product> search(String text, int limit) {
        Arguments.limit(limit, MAX_SEARCH_LIMIT);
        Set<String> words = SearchWords.of(text);
        if (words.isEmpty()) {
            return List.of();
        }
        List<Record> records = search(words, Map.of(), SearchWords.guessable(words), text, limit);
        Map<String, Set<String>> guesses = new HashMap<>();
        for (Record record : records) {
            if (!record.get("guessed").isNull()) {
                String word = record.get("guessed").asString();
                Set<String> meant =
                        SearchWords.meant(word, record.get("candidates").asList(Value::asString));
                guesses.put(word, meant);
            }
        }
        if (!guesses.isEmpty()) {
            records = search(words, guesses, Set.of(), text, limit);
        }
        return records.stream()
                .filter(record -> !record.get("p").isNull())
                .map(record -> ProductNodes.toProduct(record.get("p").asNode()))
                .toList();
    }

    private List<Record> search(
            Set<String> words, Map<String, Set<String>> guesses, Set<String> guessable, String text, int limit) {
        List<Map<String, Object>> searched = new ArrayList<>();
        Set<String> sought = new LinkedHashSet<>();
        for (String word : words) {
            boolean guessed = guesses.containsKey(word);
            Set<String> meant = guesses.getOrDefault(word, Set.of(word));
            sought.addAll(meant);
            searched.add(Map.of(
                    "meant", List.copyOf(meant),
                    "inName", SearchWords.weight(true, guessed),
                    "inTexts", SearchWords.weight(false, guessed)));
        }
        return bolt.read(
                "search for products",
                SEARCH,
                Map.of(
                        "queries", queries(List.copyOf(sought)),
                        "searched", searched,
                        "guessable",
                                guessable.stream().map(CypherCatalog::guessable).toList(),
                        "text", text,
                        "limit", limit));
    }

    private static List<String> queries(List<String> words) {
        List<String> queries = new ArrayList<>();
        for (int i = 0; i < words.size(); i += WORDS_PER_QUERY) {
            queries.add(words.subList(i, Math.min(words.size(), i + WORDS_PER_QUERY)).stream()
                    .map(word -> '"' + word + '"')
                    .collect(Collectors.joining(" ")));
        }
        return queries;
    }

    private static Map<String, Object> guessable(String word) {
        List<String> patterns = IntStream.rangeClosed(1, SearchWords.errors(word))
                .mapToObj(errors -> WordPattern.mistyped(word, errors))
                .toList();
        return Map.of("word", word, "patterns", patterns, "digits", WordPattern.sameDigits(word));
    }

    @Override
    public List<Compatibility> compatibilitiesOf(Gin gin) {
        List<Compatibility> edges = new ArrayList<>();
        bolt.read("list the edges of a product", EDGES_OF, Map.of("gin", gin.value()))
                .forEach(record -> edges.add(edge(record)));
        edges.sort(BY_ENDS);
        return withoutRepetition(edges);
    }

    /** Somebody may have stored an edge in both directions; the better one counts. */
    private static List<Compatibility> withoutRepetition(List<Compatibility> sorted) {
        List<Compatibility> edges = new ArrayList<>();
        for (Compatibility edge : sorted) {
            if (edges.isEmpty() || !sameEnds(edges.get(edges.size() - 1), edge)) {
                edges.add(edge);
            }
        }
        return List.copyOf(edges);
    }

    private static boolean sameEnds(Compatibility a, Compatibility b) {
        return a.from().equals(b.from()) && a.to().equals(b.to());
    }

    static Compatibility edge(Record record) {
        try {
            Value priority = record.get("priority");
            Compatibility edge = new Compatibility(
                    Gin.of(record.get("from").asString()),
                    Gin.of(record.get("to").asString()),
                    priority.isNull() ? OptionalInt.empty() : OptionalInt.of(priority.asInt()),
                    text(record.get("compatibilityType")),
                    text(record.get("notes")));
            ComponentType from = type(record.get("fromLabels"));
            return from.isBefore(type(record.get("toLabels"))) ? edge.turnedRound() : edge;
        } catch (IllegalArgumentException | ValueException e) {
            throw new CorruptRecordException(
                    "the edge from %s to %s cannot be read: %s"
                            .formatted(record.get("from"), record.get("to"), e.getMessage()),
                    e);
        }
    }

    private static ComponentType type(Value labels) {
        return ComponentType.ofLabel(labels.size() == 1 ? labels.get(0).asString() : labels.toString());
    }

    private static Optional<String> text(Value value) {
        return value.isNull() ? Optional.empty() : Optional.of(value.asString());
    }

    /**
     * {@inheritDoc}
     *
     * <p>The revision is asked again at the end, and the answer is not complete when somebody wrote meanwhile.
     */
    @Override
    public CatalogState read(Consumer<? super Product> products, Consumer<? super Compatibility> compatibilities) {
        List<CatalogState> states = new ArrayList<>();
        // not a managed transaction: to repeat it would hand products over twice
        try (Bolt.Transaction stream = bolt.begin("read the catalogue", AccessMode.READ)) {
            read(stream, states, products, compatibilities);
        } catch (StoreUnavailableException e) {
            if (!DriverErrors.deletedMeanwhile(e)) {
                throw e;
            }
        }
        CatalogState before = states.isEmpty() ? state() : states.get(0);
        return states.size() == 2 && before.equals(states.get(1))
                ? before
                : new CatalogState(before.revision(), false, before.defaultApplicability());
    }

    /** Adds the state before the products and the one after the edges. */
    private static void read(
            Bolt.Transaction stream,
            List<CatalogState> states,
            Consumer<? super Product> products,
            Consumer<? super Compatibility> compatibilities) {
        stream.forEach(STATE, record -> states.add(state(record)));
        stream.forEach(
                ALL_PRODUCTS,
                record -> products.accept(ProductNodes.toProduct(record.get("p").asNode())));
        List<Compatibility> last = new ArrayList<>();
        stream.forEach(ALL_EDGES, record -> {
            if (record.get("from").isNull()) {
                states.add(state(record));
                return;
            }
            Compatibility edge = edge(record);
            if (last.isEmpty() || !sameEnds(last.get(0), edge)) {
                compatibilities.accept(edge);
                last.clear();
                last.add(edge);
            }
        });
    }

    /** The expression for the place of a node's type in the order of types; -1 for a node without a type. */
    static String rank(String node) {
        return RANK.formatted(labelList(), node);
    }

    private static String labelList() {
        return labels().stream().map(label -> "'" + label + "'").collect(Collectors.joining(", ", "[", "]"));
    }

    private static List<String> labels() {
        List<String> labels = new ArrayList<>();
        for (ComponentType type : ComponentType.values()) {
            labels.add(type.label());
        }
        return labels;
    }

    @Override
    public CatalogState state() {
        return state(bolt.read("read the catalogue's state", STATE, Map.of()).get(0));
    }

    static CatalogState state(Record record) {
        Value catalog = record.get("catalog");
        if (catalog.isNull()) {
            return new CatalogState(0, true, Map.of());
        }
        try {
            Map<ComponentType, Applicability> defaults = new EnumMap<>(ComponentType.class);
            for (ComponentType type : ComponentType.values()) {
                Value label = catalog.get(property(type));
                if (type != ComponentType.POWER_SOURCE && !label.isNull()) {
                    defaults.put(type, Applicability.ofLabel(label.asString()));
                }
            }
            return new CatalogState(
                    catalog.get("revision").asLong(0), catalog.get("complete").asBoolean(true), defaults);
        } catch (IllegalArgumentException | ValueException e) {
            throw new CorruptRecordException("the catalogue node cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>A transaction for each {@value #BATCH} rows: a commit costs the server more than a statement.
     */
    @Override
    public LoadReport load(CatalogData data, ProgressListener progress) {
        Writer writer = new Writer();
        try {
            Map<Gin, ComponentType> known = types(data.gins());
            CatalogData.Checked checked = data.checked(known);
            writer.add(MARK, Map.of());
            writeProducts(data.products(), writer, progress);
            writeEdges(checked.data().compatibilities(), known.isEmpty() ? NEW_EDGES : EDGES, writer, progress);
            writer.add(DONE, Map.of("defaults", properties(data.defaultApplicability())));
            writer.write("complete the load");
            writer.done = true;
            return new LoadReport(
                    data.products().size(),
                    checked.data().compatibilities().size(),
                    checked.turnedRound(),
                    writer.written);
        } finally {
            writer.end();
        }
    }

    /** The properties of the catalogue node for a default applicability. */
    static Map<String, Object> properties(Map<ComponentType, Applicability> defaultApplicability) {
        Map<String, Object> properties = new HashMap<>();
        defaultApplicability.forEach((type, value) -> properties.put(property(type), value.label()));
        return properties;
    }

    static String property(ComponentType type) {
        return "applicability_" + type.snakeCase();
    }

    private Map<Gin, ComponentType> types(Collection<Gin> gins) {
        Map<Gin, ComponentType> types = new HashMap<>();
        Map<String, Object> parameters = Map.of("gins", texts(gins), "labels", labels());
        for (Record record :
                bolt.read("read the types of products", bolt.timeouts().bulk(), TYPES, parameters)) {
            types.put(Gin.of(record.get("gin").asString()), type(record.get("labels")));
        }
        return types;
    }

    private static void writeProducts(List<Product> products, Writer writer, ProgressListener progress) {
        List<Product> byType =
                products.stream().sorted(Comparator.comparing(Product::type)).toList();
        int done = 0;
        progress.progress("products", done, products.size());
        for (List<Product> batch : batches(byType)) {
            Map<ComponentType, List<Product>> ofTypes = batch.stream()
                    .collect(Collectors.groupingBy(
                            Product::type, () -> new EnumMap<>(ComponentType.class), Collectors.toList()));
            ofTypes.forEach((type, some) -> writer.addRows(
                    PRODUCTS.formatted(type.label()),
                    some.stream().map(ProductNodes::toProperties).toList()));
            writer.write("write products");
            done += batch.size();
            progress.progress("products", done, products.size());
        }
    }

    private static void writeEdges(List<Compatibility> edges, String cypher, Writer writer, ProgressListener progress) {
        int done = 0;
        progress.progress("compatibilities", done, edges.size());
        for (List<Compatibility> batch : batches(edges)) {
            writer.addRows(cypher, batch.stream().map(CypherCatalog::row).toList());
            writer.write("write compatibilities");
            done += batch.size();
            progress.progress("compatibilities", done, edges.size());
        }
    }

    static Map<String, Object> row(Compatibility edge) {
        Map<String, Object> properties = new HashMap<>();
        edge.priority().ifPresent(priority -> properties.put("priority", (long) priority));
        edge.compatibilityType().ifPresent(type -> properties.put("compatibility_type", type));
        edge.notes().ifPresent(notes -> properties.put("notes", notes));
        return Map.of("from", edge.from().value(), "to", edge.to().value(), "properties", properties);
    }

    private static <T> List<List<T>> batches(List<T> all) {
        List<List<T>> batches = new ArrayList<>();
        for (int i = 0; i < all.size(); i += BATCH) {
            batches.add(all.subList(i, Math.min(all.size(), i + BATCH)));
        }
        return batches;
    }

    @Override
    public int remove(Collection<Gin> gins) {
        Writer writer = new Writer();
        try {
            writer.add(REMOVE, Map.of("gins", texts(Set.copyOf(gins))));
            writer.write("remove products");
            writer.done = true;
            return (int) writer.written;
        } finally {
            writer.end();
        }
    }

    private static List<String> texts(Collection<Gin> gins) {
        return gins.stream().map(Gin::value).distinct().toList();
    }

    /** The only program that writes to the catalogue at this time. */
    private final class Writer {

        private static final String ROWS = "rows";

        private final Lease lease = Lease.ofCatalogue(bolt);
        private boolean done;

        private final List<Query> statements = new ArrayList<>();
        /** What the last statement has said. */
        private long written;

        /** For the next transaction. */
        void add(String cypher, Map<String, Object> parameters) {
            statements.add(new Query(cypher, lease.parameters(parameters)));
        }

        /** A statement that writes all of these. */
        void addRows(String cypher, List<Map<String, Object>> rows) {
            add(cypher, Map.of(ROWS, rows));
        }

        /** One transaction of what was added. */
        void write(String what) {
            bolt.writeAll(what, bolt.timeouts().bulk(), statements, this::requireWritten);
            statements.clear();
        }

        private void requireWritten(Query statement, List<Record> records) {
            if (records.isEmpty()) {
                throw overtaken();
            }
            written = records.get(0).get("written").asLong();
            Value rows = statement.parameters().get(ROWS);
            if (!rows.isNull() && rows.size() != written) {
                throw overtaken();
            }
        }

        private EsabDataException overtaken() {
            return new EsabDataException("another program wrote to the catalogue meanwhile; load again");
        }

        void end() {
            if (!done) {
                lease.abandon();
            }
        }
    }
}
