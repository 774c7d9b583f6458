package com.esab.data.catalog;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What the examples of the file forms stand for. */
final class CatalogExamples {

    private CatalogExamples() {}

    static CatalogData aristo() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("process", List.of("GMAW"));
        properties.put("current_output", "500 A");
        properties.put("weight_kg", new BigDecimal("58.50"));
        properties.put("until", null);
        Product source = Product.of(ComponentType.POWER_SOURCE, Gin.of("0446200880"), "Aristo 500ix", properties);
        Product feeder = Product.of(ComponentType.FEEDER, Gin.of("0445800880"), "Robust Feed", Map.of());
        return new CatalogData(
                List.of(source, feeder),
                List.of(new Compatibility(
                        feeder.gin(),
                        source.gin(),
                        OptionalInt.of(1),
                        Optional.of("direct"),
                        Optional.of("with 5 m cable"))),
                Map.of(
                        ComponentType.FEEDER,
                        Applicability.MANDATORY,
                        ComponentType.COOLER,
                        Applicability.NOT_APPLICABLE));
    }
}
