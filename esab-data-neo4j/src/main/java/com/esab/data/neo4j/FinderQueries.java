package com.esab.data.neo4j;

import com.esab.data.catalog.ComponentType;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.CandidateQuery.Mode;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The Cypher of the compatibility finder.
 *
 * <p>Candidates of every type in both modes and the check of a selection are one text with one parameter {@code $q}: planning it
 * takes a fresh server more than a second, and it is planned once. (Several parameters would not do: a plan is kept for each
 * combination of their kinds and sizes.)
 *
 * <p>It first collects as {@code parts} what may stand in each slot: the chosen products, the placeholders that can stand for none,
 * and all products of an open slot. A part is a map: {@code type}, {@code gin}, {@code to} (the GINs that its own edges lead to),
 * {@code bound} (their types), {@code free} (needs no anchor), {@code placeholder}; of an accessory also its {@code partners} among
 * accessories, of a power source what it is {@code without}. {@code $q.nothing} is the part in a slot that stays empty. Then, for
 * each candidate {@code p}, a package is looked for, slot after slot: since edges run to earlier types only, a part can be judged
 * when the slots before its own are filled, and the search ends with the first package found. It gives up a branch as soon as a
 * slot has no part left that fits ({@code open}n), or a product that was chosen can no longer be anchored ({@code anchorless}, each
 * with the last slot that could). In the slot of the wanted type stands the candidate: a product, a placeholder, or nothing
 * ({@code absent} with a power source that does not take that type). The check searches once, with nothing as candidate.
 */
final class FinderQueries {

    private static final String FIND = """
            OPTIONAL MATCH (node:Catalog {id: 'catalog'})
            WITH coalesce(properties(node), {}) AS catalog
            CALL (catalog) {
              CALL () {
                UNWIND $q.asked AS gin
                MATCH (x:Product {gin: gin})
                RETURN x
            <open>  }
              WITH DISTINCT x, head([label IN labels(x) WHERE label IN $q.types]) AS type
              WITH x, type, $q.earlier[type] AS earlier
              WITH x, type, [(x)-[:COMPATIBLE_WITH]-(e:Product) WHERE any(label IN labels(e) WHERE label IN earlier)
                | [head([label IN labels(e) WHERE label IN earlier]), e.gin]] AS edges
              RETURN collect({
                type: type, gin: x.gin, free: type = 'PowerSource', absent: false, placeholder: coalesce(x.placeholder, false),
                to: [edge IN edges | edge[1]],
                bound: [other IN $q.types WHERE any(edge IN edges WHERE edge[0] = other)],
                partners: CASE type WHEN 'Accessory'
                  THEN [(x)-[:COMPATIBLE_WITH]->(e:Accessory) WHERE NOT coalesce(e.placeholder, false) | e.gin]
                  ELSE [] END,
                applicability: CASE type WHEN 'PowerSource'
                  THEN [of IN $q.types | [of, coalesce(x[$q.applicability[of]], catalog[$q.applicability[of]])]]
                  ELSE [] END,
                without: CASE type WHEN 'PowerSource'
                  THEN [of IN $q.types
                    WHERE coalesce(x[$q.applicability[of]], catalog[$q.applicability[of]]) = 'not_applicable']
                  ELSE [] END
              }) AS parts
            }
            WITH *, [x IN parts WHERE x.gin IN $q.fixed] AS fixed, [x IN parts WHERE x.gin IN $q.accessories] AS accessories
            WITH *, [slot IN $q.slots |
              [a IN parts WHERE a.type = slot.type
                AND NOT (slot.wanted AND a.gin IN $q.asked)
                AND ($q.direct OR slot.wanted AND a.placeholder OR all(b IN fixed WHERE <fit>))]
              + CASE WHEN slot.mayBeEmpty AND none(a IN parts WHERE a.type = slot.type AND a.placeholder)
                  THEN [$q.nothing] ELSE [] END] AS options
            CALL (*) {
              UNWIND CASE WHEN $q.wanted IS NULL THEN [$q.nothing] ELSE options[$q.wanted] + $q.absent END AS p
              WITH p, [k IN range(0, 4) | CASE k WHEN $q.wanted THEN [p] ELSE options[k] END] AS choice,
                accessories + [a IN [p] WHERE a.type = 'Accessory'] AS others
              WITH p, choice, others, CASE WHEN $q.direct THEN [] ELSE
                [m IN fixed + [p]
                  WHERE NOT m.free AND NOT m.placeholder AND none(b IN others WHERE b.gin IN m.partners)
                  | {to: m.to, last: reduce(last = -1, k IN range(0, 4) |
                      CASE WHEN any(o IN choice[k] WHERE o.gin IN m.to) THEN k ELSE last END)}] END AS anchorless
              WHERE EXISTS {
                UNWIND [a IN choice[0]
                  WHERE all(b IN [p] WHERE <fit>)
                    AND none(type IN $q.needed WHERE type IN a.without)
                    AND p.absent = ($q.wantedType IN a.without)] AS powerSource
                WITH *, [k IN range(1, 4) | CASE WHEN $q.types[k] IN powerSource.without THEN [$q.nothing]
                  ELSE [a IN choice[k] WHERE all(b IN [powerSource, p] WHERE <fit>)] END] AS open1
                WHERE none(slot IN open1 WHERE slot = [])
                  AND all(m IN anchorless WHERE m.last > 0 OR powerSource.gin IN m.to)
            <slots>    WITH *, [powerSource, feeder, cooler, interconnector, torch] AS slots,
                  CASE WHEN 'Accessory' IN powerSource.without THEN [] ELSE others END AS extras
                WHERE all(a IN extras WHERE all(b IN slots WHERE <fit>)
                    AND (a.partners = [] OR any(b IN extras WHERE b.gin IN a.partners))
                    AND ($q.direct OR any(b IN slots WHERE b.gin IN a.to) OR any(b IN extras WHERE b.gin IN a.partners)))
                  AND ($q.aloneAllowed OR p.placeholder OR any(b IN slots + extras
                    WHERE b.gin IN p.to OR p.gin IN b.to OR b.gin IN p.partners OR p.gin IN b.partners))
                RETURN 1 AS one
              }
              OPTIONAL MATCH (c:Product {gin: p.gin})
              RETURN collect([p.placeholder, c,
                [(c)-[r:COMPATIBLE_WITH]-(s:Product) WHERE s.gin IN $q.ranked | [s.gin, r.priority]]]) AS found
            }
            RETURN coalesce(catalog.revision, 0) AS revision,
              [x IN parts WHERE x.placeholder OR x.gin IN $q.asked] AS parts,
              none(x IN fixed WHERE $q.wantedType IN x.without) AS applicable,
              any(f IN found WHERE f[0]) AS withNothing,
              [f IN found WHERE NOT f[0] | f[1..]] AS candidates
            """;

    private static final String OPEN = """
              UNION ALL
                UNWIND $q.open.<type> AS kind
                MATCH (x:<type>)
                WHERE coalesce(x.placeholder, false) = kind
                RETURN x
            """.indent(2);

    private static final String SLOT = """
            UNWIND [a IN open<slot>[0] WHERE $q.direct OR a.free OR any(b IN [<before>] WHERE b.gin IN a.to)] AS <this>
            WITH *, [slot IN open<slot>[1..] | [a IN slot WHERE all(b IN [<this>] WHERE <fit>)]] AS open<next>
            WHERE none(slot IN open<next> WHERE slot = [])
              AND all(m IN anchorless WHERE m.last > <slot> OR any(b IN [<before>, <this>] WHERE b.gin IN m.to))
            """.indent(4);

    /** That two parts do not object to each other: whoever is bound to the other's type has an edge to the other. */
    private static final String FIT =
            "(NOT b.type IN a.bound OR b.gin IN a.to) AND (NOT a.type IN b.bound OR a.gin IN b.to)";

    private static final Map<String, Object> NOTHING = nothing(false);

    /** The candidate that stands for none of the wanted type with a power source that does not take it. */
    private static final Map<String, Object> ABSENT = nothing(true);

    private static final String TEXT = text();

    private static final Map<ComponentType, String> COMPATIBLE_WITH = new EnumMap<>(ComponentType.class);

    static {
        for (ComponentType type : ComponentType.values()) {
            COMPATIBLE_WITH.put(type, """
                    OPTIONAL MATCH (p:Product {gin: $gin})
                    RETURN p IS NOT NULL AS known,
                      [(p)-[r:COMPATIBLE_WITH]-(other:%s) | [other, r.priority]] AS found
                    """.formatted(type.label()));
        }
    }

    private FinderQueries() {}

    private static Map<String, Object> nothing(boolean absent) {
        return Map.of(
                "type",
                "",
                "gin",
                "",
                "free",
                true,
                "absent",
                absent,
                "placeholder",
                true,
                "to",
                List.of(),
                "bound",
                List.of(),
                "partners",
                List.of(),
                "without",
                List.of());
    }

    private static String text() {
        StringBuilder open = new StringBuilder();
        StringBuilder slots = new StringBuilder();
        List<String> before = new ArrayList<>(List.of("powerSource"));
        for (ComponentType type : ComponentType.values()) {
            open.append(OPEN.replace("<type>", type.label()));
            if (type.isCore()) {
                slots.append(SLOT.replace("<slot>", Integer.toString(type.ordinal()))
                        .replace("<next>", Integer.toString(type.ordinal() + 1))
                        .replace("<before>", String.join(", ", before))
                        .replace("<this>", type.snakeCase()));
                before.add(type.snakeCase());
            }
        }
        return FIND.replace("<open>", open).replace("<slots>", slots).replace("<fit>", FIT);
    }

    /** Gives {@code known} and {@code found}, a list of products and priorities, for the product {@code $gin}. */
    static String compatibleWith(ComponentType type) {
        return COMPATIBLE_WITH.getOrDefault(type, "");
    }

    /**
     * Gives {@code revision}; {@code parts}: those selected and the placeholders for nones; {@code applicable}: whether the chosen
     * power source takes the wanted type; {@code withNothing}: whether there is a package with none of the wanted type, or at all;
     * {@code candidates}: pairs of a product and its edges to what is ranked, each as GIN and priority.
     */
    static String find() {
        return TEXT;
    }

    /** The parameter of {@link #find} for candidates. */
    static Map<String, Object> parameter(CandidateQuery query) {
        Map<String, Object> q = new HashMap<>();
        Selection rest = query.rest();
        ComponentType wanted = query.type();
        boolean direct = query.mode() == Mode.DIRECT;
        fill(q, rest, direct, wanted.ordinal());
        q.put("asked", gins(query.selection().products()));
        q.put("wanted", wanted.ordinal());
        q.put("wantedType", wanted.label());
        q.put("absent", wanted.isCore() ? List.of(ABSENT) : List.of());
        q.put("aloneAllowed", !direct || rest.isEmpty());
        q.put(
                "ranked",
                gins(rest.products().stream()
                        .filter(product -> product.type() != wanted)
                        .toList()));
        return Map.of("q", q);
    }

    /** The parameter of {@link #find} for the check of a selection. */
    static Map<String, Object> parameter(Selection selection) {
        Map<String, Object> q = new HashMap<>();
        fill(q, selection, false, -1);
        q.put("asked", gins(selection.products()));
        q.put("wantedType", "");
        q.put("aloneAllowed", true);
        q.put("ranked", List.of());
        return Map.of("q", q);
    }

    private static void fill(Map<String, Object> q, Selection rest, boolean direct, int wanted) {
        List<String> types = new ArrayList<>();
        Map<String, Object> earlier = new HashMap<>();
        Map<String, Object> applicability = new HashMap<>();
        Map<String, Object> open = new HashMap<>();
        List<Map<String, Object>> slots = new ArrayList<>();
        for (ComponentType type : ComponentType.values()) {
            String label = type.label();
            boolean isWanted = type.ordinal() == wanted;
            earlier.put(label, List.copyOf(types));
            applicability.put(label, "applicability_" + type.snakeCase());
            types.add(label);
            open.put(label, isWanted ? everyKind(type) : open(rest, direct, type));
            slots.add(Map.of(
                    "type", label,
                    "wanted", isWanted,
                    "mayBeEmpty", isWanted ? type.isCore() : mayBeEmpty(rest, direct, type)));
        }
        q.put("types", types);
        q.put("earlier", earlier);
        q.put("applicability", applicability);
        q.put("open", open);
        q.put("slots", slots);
        q.put("nothing", NOTHING);
        q.put("direct", direct);
        q.put("fixed", gins(rest.products()));
        q.put("accessories", gins(rest.accessories()));
        q.put(
                "needed",
                direct
                        ? List.of()
                        : rest.products().stream()
                                .map(product -> product.type().label())
                                .distinct()
                                .toList());
    }

    private static List<String> gins(List<SelectedProduct> products) {
        return products.stream().map(product -> product.gin().value()).toList();
    }

    /** What may stand in a slot beside a chosen product: placeholders ({@code true}), real products ({@code false}). */
    private static List<Boolean> open(Selection rest, boolean direct, ComponentType type) {
        if (type == ComponentType.ACCESSORY || rest.chosen(type).isPresent()) {
            return List.of();
        }
        if (rest.isNone(type)) {
            return List.of(true);
        }
        return direct ? List.of() : everyKind(type);
    }

    private static List<Boolean> everyKind(ComponentType type) {
        return type.isCore() ? List.of(true, false) : List.of(false);
    }

    /** Whether a slot may stay empty where nothing can stand for none; directly, an open slot takes no part. */
    private static boolean mayBeEmpty(Selection rest, boolean direct, ComponentType type) {
        return type != ComponentType.ACCESSORY
                && rest.chosen(type).isEmpty()
                && (direct || type != ComponentType.POWER_SOURCE);
    }
}
