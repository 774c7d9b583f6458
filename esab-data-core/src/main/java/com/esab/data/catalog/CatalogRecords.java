package com.esab.data.catalog;

import com.esab.data.error.CorruptRecordException;
import com.esab.data.store.ContentRecord;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A catalogue as records, the same in every store that holds one: products, then the edges between them, then what the catalogue says
 * of itself.
 *
 * <p>The revision is no part of them: it says how often a store was changed, and must go on rising where they are put.
 */
public final class CatalogRecords {

    /** A product: {@code gin}, {@code type} (its label), {@code name}, {@code properties} by name. */
    public static final String PRODUCT = "product";

    /** An edge: {@code from}, {@code to}, and where it has them {@code priority}, {@code compatibility_type}, {@code notes}. */
    public static final String COMPATIBILITY = "compatibility";

    /** The catalogue itself, if it has a default applicability: {@code default_applicability} by component type. */
    public static final String CATALOG = "catalog";

    private static final String GIN = "gin";
    private static final String TYPE = "type";
    private static final String NAME = "name";
    private static final String PROPERTIES = "properties";
    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String PRIORITY = "priority";
    private static final String COMPATIBILITY_TYPE = "compatibility_type";
    private static final String NOTES = "notes";
    private static final String DEFAULT_APPLICABILITY = "default_applicability";

    private CatalogRecords() {}

    /** How many records of each kind a catalogue makes. */
    public static Map<String, Long> count(
            long products, long compatibilities, Map<ComponentType, Applicability> defaultApplicability) {
        Map<String, Long> count = new LinkedHashMap<>();
        count.put(PRODUCT, products);
        count.put(COMPATIBILITY, compatibilities);
        count.put(CATALOG, defaultApplicability.isEmpty() ? 0L : 1L);
        return count;
    }

    public static ContentRecord of(Product product) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(GIN, product.gin().value());
        fields.put(TYPE, product.type().label());
        fields.put(NAME, product.name());
        // a store need not keep their order
        fields.put(PROPERTIES, new TreeMap<>(product.properties()));
        return new ContentRecord(PRODUCT, fields);
    }

    public static ContentRecord of(Compatibility edge) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(FROM, edge.from().value());
        fields.put(TO, edge.to().value());
        edge.priority().ifPresent(priority -> fields.put(PRIORITY, (long) priority));
        edge.compatibilityType().ifPresent(type -> fields.put(COMPATIBILITY_TYPE, type));
        edge.notes().ifPresent(notes -> fields.put(NOTES, notes));
        return new ContentRecord(COMPATIBILITY, fields);
    }

    /** None where there is no default applicability. */
    public static Optional<ContentRecord> of(Map<ComponentType, Applicability> defaultApplicability) {
        if (defaultApplicability.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> labels = new LinkedHashMap<>();
        new EnumMap<>(defaultApplicability).forEach((type, value) -> labels.put(type.label(), value.label()));
        return Optional.of(new ContentRecord(CATALOG, Map.of(DEFAULT_APPLICABILITY, labels)));
    }

    /** @throws CorruptRecordException when the record is none of a product */
    public static Product product(ContentRecord record) {
        return record.read(fields -> Product.of(
                ComponentType.ofLabel(fields.text(TYPE)),
                Gin.of(fields.text(GIN)),
                fields.text(NAME),
                fields.object(PROPERTIES)));
    }

    /** @throws CorruptRecordException when the record is none of an edge */
    public static Compatibility compatibility(ContentRecord record) {
        return record.read(fields -> new Compatibility(
                Gin.of(fields.text(FROM)),
                Gin.of(fields.text(TO)),
                fields.optionalInteger(PRIORITY),
                fields.optionalText(COMPATIBILITY_TYPE),
                fields.optionalText(NOTES)));
    }

    /** @throws CorruptRecordException when the record is none of a catalogue */
    public static Map<ComponentType, Applicability> defaultApplicability(ContentRecord record) {
        return record.read(fields -> {
            Map<ComponentType, Applicability> defaults = new EnumMap<>(ComponentType.class);
            fields.object(DEFAULT_APPLICABILITY)
                    .forEach((label, value) ->
                            defaults.put(ComponentType.ofLabel(label), Applicability.ofLabel(String.valueOf(value))));
            return new CatalogData(List.of(), List.of(), defaults).defaultApplicability();
        });
    }
}
