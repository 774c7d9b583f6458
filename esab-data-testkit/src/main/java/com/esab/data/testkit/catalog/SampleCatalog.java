package com.esab.data.testkit.catalog;

import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A catalogue of real welding equipment: 247 products, nine of them placeholders, and 1,033 edges.
 *
 * <p>It lies beside this class in {@code sample-catalog.jsonl}: the default applicability, then one product in each
 * line by type and GIN, then one edge in each line by its ends. Identifiers, names and technical values are those of
 * the manufacturer's data; a product whose name was made up says so in {@code name_is_synthetic}. The manufacturer's
 * properties became those of the library like this:
 *
 * <table>
 *   <caption>Properties of the manufacturer's data and of the library</caption>
 *   <tr><th>type</th><th>there</th><th>here</th></tr>
 *   <tr><td>PowerSource</td><td>{@code process}: a list</td><td>{@code process}</td></tr>
 *   <tr><td>PowerSource</td><td>{@code max_current_a}: 500</td><td>{@code current_output}: {@code 500 A}</td></tr>
 *   <tr><td>PowerSource</td><td>the row of its GIN in the table of applicability; its eight kinds of accessories are
 *     one type here, not applicable only when all of them are, else optional</td>
 *     <td>{@code applicability_feeder} … {@code applicability_accessory}</td></tr>
 *   <tr><td>Feeder</td><td>{@code cooling_type}</td><td>{@code cooling_type}</td></tr>
 *   <tr><td>Cooler</td><td>{@code cooling_power_kw}: 1.4</td><td>{@code cooling_capacity}: {@code 1.4 kW}</td></tr>
 *   <tr><td>Interconnector</td><td>{@code cable_length_m}: 5.0</td><td>{@code cable_length}: {@code 5 m}</td></tr>
 *   <tr><td>Torch</td><td>{@code cooling}</td><td>{@code cooling}</td></tr>
 *   <tr><td>Accessory</td><td>{@code accessory_category}</td><td>{@code category}</td></tr>
 *   <tr><td>all</td><td>every other technical value</td><td>an attribute of the same name</td></tr>
 * </table>
 *
 * <p>No data was found for {@code material} of power sources and {@code amperage} of torches.
 */
public final class SampleCatalog {

    /** Aristo 500ix CE: takes a feeder and a cooler, and all else if wanted. */
    public static final Gin ARISTO_500IX = Gin.of("0446200880");

    /** Warrior 500i CC/CV: takes a feeder and a cooler, and all else if wanted. */
    public static final Gin WARRIOR_500I = Gin.of("0465350883");

    /** Renegade ES 300i with cables: takes accessories only. */
    public static final Gin RENEGADE_ES_300I_KIT = Gin.of("0445250880");

    /** Aristo Mig U5000iw: cools with water itself and so takes no cooler; nothing is joined to it. */
    public static final Gin ARISTO_MIG_U5000IW = Gin.of("0445400883");

    private static final String RESOURCE = "sample-catalog.jsonl";
    private static final CatalogData DATA = read();

    private SampleCatalog() {}

    /** The whole catalogue; the same instance each time. */
    public static CatalogData data() {
        return DATA;
    }

    private static CatalogData read() {
        List<Product> products = new ArrayList<>();
        List<Compatibility> edges = new ArrayList<>();
        Map<ComponentType, Applicability> defaults = new EnumMap<>(ComponentType.class);
        try (InputStream resource = SampleCatalog.class.getResourceAsStream(RESOURCE);
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(Objects.requireNonNull(resource, RESOURCE), StandardCharsets.UTF_8))) {
            lines.lines().map(Json::parseObject).forEach(line -> {
                if (line.containsKey("from")) {
                    edges.add(edge(line));
                } else if (line.containsKey("gin")) {
                    products.add(product(line));
                } else {
                    defaults.putAll(defaultApplicability(line));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new CatalogData(products, edges, defaults);
    }

    private static Product product(Map<String, Object> line) {
        Map<String, Object> properties = new LinkedHashMap<>(line);
        properties.keySet().removeAll(List.of("type", "gin", "name"));
        return Product.of(
                ComponentType.ofLabel(text(line, "type")), Gin.of(text(line, "gin")), text(line, "name"), properties);
    }

    private static Compatibility edge(Map<String, Object> line) {
        OptionalInt priority = line.get("priority") instanceof Long value
                ? OptionalInt.of(Math.toIntExact(value))
                : OptionalInt.empty();
        return new Compatibility(
                Gin.of(text(line, "from")), Gin.of(text(line, "to")), priority, Optional.empty(), Optional.empty());
    }

    private static Map<ComponentType, Applicability> defaultApplicability(Map<String, Object> line) {
        Map<ComponentType, Applicability> defaults = new EnumMap<>(ComponentType.class);
        Map<?, ?> labels =
                (Map<?, ?>) Objects.requireNonNull(line.get("default_applicability"), "default_applicability");
        for (ComponentType type : ComponentType.values()) {
            if (labels.get(type.snakeCase()) instanceof String label) {
                defaults.put(type, Applicability.ofLabel(label));
            }
        }
        return defaults;
    }

    private static String text(Map<String, Object> line, String name) {
        return (String) Objects.requireNonNull(line.get(name), name);
    }
}
