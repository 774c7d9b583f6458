package com.esab.data.benchmarks.catalog;

import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.neo4j.core.schema.Id;
import org.springframework.data.neo4j.core.schema.Node;
import org.springframework.data.neo4j.core.schema.Property;
import org.springframework.data.neo4j.core.schema.Relationship;
import org.springframework.data.neo4j.core.schema.RelationshipId;
import org.springframework.data.neo4j.core.schema.RelationshipProperties;
import org.springframework.data.neo4j.core.schema.TargetNode;

/**
 * A product as an entity of Spring Data Neo4j.
 *
 * <p>Its attributes are one text of JSON, which spares the mapping a property each. A GIN without a version is always saved as new, which
 * spares it a query for each product.
 */
@Node("Product")
abstract class SpringProduct {

    @Id
    @SuppressWarnings("NullAway.Init")
    String gin;

    @SuppressWarnings("NullAway.Init")
    String name;

    @Nullable
    Boolean placeholder;

    @Property("attributes_json")
    @Nullable
    String attributes;

    @Relationship("COMPATIBLE_WITH")
    List<Edge> edges = new ArrayList<>();

    /** A relationship with its priority. */
    @RelationshipProperties
    static final class Edge {

        @RelationshipId
        @Nullable
        String id;

        @Nullable
        Long priority;

        @TargetNode
        @SuppressWarnings("NullAway.Init")
        SpringProduct target;
    }

    @Node("PowerSource")
    static final class PowerSource extends SpringProduct {}

    @Node("Feeder")
    static final class Feeder extends SpringProduct {}

    @Node("Cooler")
    static final class Cooler extends SpringProduct {}

    @Node("Interconnector")
    static final class Interconnector extends SpringProduct {}

    @Node("Torch")
    static final class Torch extends SpringProduct {}

    @Node("Accessory")
    static final class Accessory extends SpringProduct {}

    /** All products with their edges, earlier types first. */
    static List<SpringProduct> all(CatalogData catalogue) {
        Map<Gin, SpringProduct> byGin = new HashMap<>();
        List<SpringProduct> all = new ArrayList<>();
        catalogue.products().stream()
                .sorted(Comparator.comparing(Product::type))
                .forEach(product -> {
                    SpringProduct entity = of(product);
                    byGin.put(product.gin(), entity);
                    all.add(entity);
                });
        for (Compatibility compatibility : catalogue.compatibilities()) {
            Edge edge = new Edge();
            compatibility.priority().ifPresent(priority -> edge.priority = (long) priority);
            edge.target = required(byGin, compatibility.to());
            required(byGin, compatibility.from()).edges.add(edge);
        }
        return all;
    }

    private static SpringProduct required(Map<Gin, SpringProduct> byGin, Gin gin) {
        SpringProduct product = byGin.get(gin);
        if (product == null) {
            throw new IllegalArgumentException("no product " + gin);
        }
        return product;
    }

    private static SpringProduct of(Product product) {
        SpringProduct entity =
                switch (product.type()) {
                    case POWER_SOURCE -> new PowerSource();
                    case FEEDER -> new Feeder();
                    case COOLER -> new Cooler();
                    case INTERCONNECTOR -> new Interconnector();
                    case TORCH -> new Torch();
                    case ACCESSORY -> new Accessory();
                };
        entity.gin = product.gin().value();
        entity.name = product.name();
        Map<String, Object> attributes = new HashMap<>(product.properties());
        if (attributes.remove(Product.PLACEHOLDER) != null) {
            entity.placeholder = product.placeholder();
        }
        if (!attributes.isEmpty()) {
            entity.attributes = Json.write(attributes);
        }
        return entity;
    }
}
