package com.esab.data.testkit.catalog;

import com.esab.data.catalog.CatalogCsv;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.CatalogJson;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.error.InvalidCatalogException;
import com.esab.data.memory.InMemoryStores;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is written as JSON or CSV and read again is the same, whatever it is. */
final class CatalogFilesTest {

    private static final List<String> SNIPPETS = List.of(
            "500", "007", "1.0", "-1e5", "true", "null", "\"", "'", ",", ";", "\n", "\r\n", "\r", "\t", " ", "{", "[",
            "]}", "\\", "\\n", "#", "=1+1", "\uFEFF", "\u0001", "\u2028", "ä", "漢字", "😀", "A", "type", "gin", "5 m");

    @TempDir
    private Path folder;

    @Test
    void the_sample_catalogue_survives_both_forms() {
        assertSurvives(SampleCatalog.data());
        assertThat(writtenAndReadAsJson(SampleCatalog.data())).isEqualTo(SampleCatalog.data());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void random_catalogues_survive_both_forms(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 25; i++) {
            assertSurvives(RandomCatalogs.catalog(random));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void the_nastiest_names_and_values_survive_both_forms(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 25; i++) {
            assertSurvives(nasty(random));
        }
    }

    @Test
    void a_catalogue_that_was_exported_loads_into_an_empty_one_as_the_same_and_gives_the_same_files()
            throws IOException {
        ProductCatalog source = catalog();
        source.load(nasty(new Random(5)));
        ProductCatalog copy = catalog();

        CatalogCsv.write(CatalogData.of(source), folder);
        copy.load(CatalogCsv.read(folder));

        assertThat(CatalogData.of(copy)).isEqualTo(CatalogData.of(source));
        assertThat(json(CatalogData.of(copy))).isEqualTo(json(CatalogData.of(source)));
        String products = Files.readString(folder.resolve("products.csv"));
        CatalogCsv.write(CatalogData.of(copy), folder);
        assertThat(Files.readString(folder.resolve("products.csv"))).isEqualTo(products);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void both_forms_refuse_what_a_catalogue_would_refuse_to_load_and_nothing_else(long seed) {
        Random random = new Random(seed);
        int refused = 0;
        int trials = 40;
        for (int i = 0; i < trials; i++) {
            CatalogData data = damaged(RandomCatalogs.catalog(random), random);
            boolean loadable = accepts(() -> data.checked(Map.of()));
            CatalogCsv.write(data, folder);

            assertThat(accepts(() -> CatalogJson.read(new StringReader(json(data)))))
                    .as("JSON, %d: %s", i, data)
                    .isEqualTo(loadable);
            assertThat(accepts(() -> CatalogCsv.read(folder)))
                    .as("CSV, %d: %s", i, data)
                    .isEqualTo(loadable);
            refused += loadable ? 0 : 1;
        }
        assertThat(refused).isBetween(trials / 5, trials * 9 / 10);
    }

    private void assertSurvives(CatalogData data) {
        CatalogCsv.write(data, folder);

        assertThat(writtenAndReadAsJson(data)).isEqualTo(ordered(data));
        assertThat(CatalogCsv.read(folder)).isEqualTo(ordered(data));
    }

    private static CatalogData writtenAndReadAsJson(CatalogData data) {
        return CatalogJson.read(new StringReader(json(data)));
    }

    private static String json(CatalogData data) {
        StringBuilder text = new StringBuilder();
        CatalogJson.write(data, text);
        return text.toString();
    }

    private static CatalogData ordered(CatalogData data) {
        List<Product> products = new ArrayList<>(data.products());
        products.sort(Comparator.comparing(Product::type).thenComparing(Product::gin));
        List<Compatibility> edges = new ArrayList<>(data.compatibilities());
        edges.sort(Comparator.comparing(Compatibility::from).thenComparing(Compatibility::to));
        return new CatalogData(products, edges, data.defaultApplicability());
    }

    private static boolean accepts(Supplier<?> check) {
        try {
            check.get();
            return true;
        } catch (InvalidCatalogException e) {
            return false;
        }
    }

    /** With a product gone, given twice, or of another type, or with an edge more; or as it is. */
    private static CatalogData damaged(CatalogData data, Random random) {
        List<Product> products = new ArrayList<>(data.products());
        List<Compatibility> edges = new ArrayList<>(data.compatibilities());
        Product one = products.get(random.nextInt(products.size()));
        Product other = products.get(random.nextInt(products.size()));
        switch (random.nextInt(5)) {
            case 0 -> products.remove(one);
            case 1 -> products.add(one);
            case 2 -> {
                products.remove(one);
                products.add(Product.of(ComponentType.TORCH, one.gin(), one.name(), Map.of()));
            }
            case 3 -> {
                if (!one.equals(other)) {
                    edges.add(Compatibility.of(one.gin(), other.gin(), 2));
                }
            }
            default -> {}
        }
        return new CatalogData(products, edges, data.defaultApplicability());
    }

    private static CatalogData nasty(Random random) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            names.add(text(random));
        }
        names.removeAll(List.of("gin", "name", "placeholder"));
        List<Product> products = new ArrayList<>();
        for (ComponentType type : ComponentType.values()) {
            for (int i = 0; i < 3; i++) {
                Map<String, Object> properties = new LinkedHashMap<>();
                Collections.shuffle(names, random);
                names.subList(0, random.nextInt(names.size())).forEach(name -> properties.put(name, value(random, 3)));
                if (type == ComponentType.ACCESSORY && random.nextBoolean()) {
                    properties.put("category", text(random));
                }
                Gin gin = Gin.of("00000000%d%d".formatted(type.ordinal(), i));
                products.add(Product.of(type, gin, "a" + text(random), properties));
            }
        }
        Collections.shuffle(products, random);
        List<Compatibility> edges = new ArrayList<>();
        for (Product from : products) {
            Product to = products.get(random.nextInt(products.size()));
            if (to.type().isBefore(from.type())) {
                edges.add(new Compatibility(
                        from.gin(),
                        to.gin(),
                        random.nextBoolean() ? OptionalInt.of(1 + random.nextInt(9)) : OptionalInt.empty(),
                        random.nextBoolean() ? Optional.of(text(random)) : Optional.empty(),
                        random.nextBoolean() ? Optional.of(text(random)) : Optional.empty()));
            }
        }
        return new CatalogData(products, edges, Map.of());
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 10 : 8)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextLong();
            case 3 -> new BigDecimal(new BigInteger(random.nextInt(200), random), random.nextInt(-50, 50));
            case 4 -> new BigDecimal(BigInteger.valueOf(random.nextInt(100)), random.nextInt(-3, 4));
            case 5 -> new BigInteger(random.nextInt(100), random).negate();
            case 6, 7 -> text(random);
            case 8 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(random, depth - 1));
                }
                yield list;
            }
            default -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(text(random), value(random, depth - 1));
                }
                yield map;
            }
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(SNIPPETS.get(random.nextInt(SNIPPETS.size())));
        }
        return text.toString();
    }

    private static ProductCatalog catalog() {
        return new InMemoryStores(Clock.systemUTC()).catalog().catalog();
    }
}
