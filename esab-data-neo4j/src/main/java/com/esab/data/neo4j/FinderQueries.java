package com.esab.data.neo4j;

import com.esab.data.catalog.ComponentType;
import com.esab.data.compatibility.CandidateQuery.Mode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The Cypher of the compatibility finder, one text for each type and mode, so that the server's plan cache holds them all.
 *
 * <p>A query first collects what may stand in each slot: the chosen product, the placeholders that can stand for none, or all
 * products of an open one, each as a map of its GIN and the GINs it has edges to, one list for each earlier type ({@code toFeeder}
 * …; an empty list means: not bound to that type). An empty slot is a map too, one that fits everything. A package is then searched
 * for slot after slot. Edges run to earlier types only, so that a product can be judged as soon as the slots before its own are
 * filled, and the search ends with the first package found.
 */
final class FinderQueries {

    private static final List<ComponentType> SLOTS = List.of(
            ComponentType.POWER_SOURCE,
            ComponentType.FEEDER,
            ComponentType.COOLER,
            ComponentType.INTERCONNECTOR,
            ComponentType.TORCH);

    private static final List<ComponentType> LATER = List.of(
            ComponentType.FEEDER,
            ComponentType.COOLER,
            ComponentType.INTERCONNECTOR,
            ComponentType.TORCH,
            ComponentType.ACCESSORY);

    private final Map<Mode, Map<ComponentType, String>> candidates = new EnumMap<>(Mode.class);
    private final Map<ComponentType, String> compatibleWith = new EnumMap<>(ComponentType.class);
    private final String check;

    FinderQueries() {
        for (ComponentType type : ComponentType.values()) {
            compatibleWith.put(type, compatibleWithText(type));
        }
        for (Mode mode : Mode.values()) {
            Map<ComponentType, String> ofMode = new EnumMap<>(ComponentType.class);
            for (ComponentType type : ComponentType.values()) {
                ofMode.put(type, new Package(mode, Optional.of(type)).candidates());
            }
            candidates.put(mode, ofMode);
        }
        check = new Package(Mode.COMPLETABLE, Optional.empty()).check();
    }

    /** Gives {@code known} and {@code found}, a list of products and priorities. Parameter: {@code gin}. */
    String compatibleWith(ComponentType type) {
        return text(compatibleWith, type);
    }

    /**
     * Gives {@code catalog}, {@code selected}, {@code applicable}, {@code noneAllowed} and {@code candidates}. Parameters: one {@link #slotParameter} for
     * each {@link #slot}; the GINs {@code asked} (all that are selected), {@code accessories} and {@code ranked} (those whose
     * priorities count); {@code alone}, when nothing else is answered; {@link #emptySlot} as {@code empty}.
     */
    String candidates(Mode mode, ComponentType type) {
        return text(candidates.getOrDefault(mode, Map.of()), type);
    }

    /**
     * Gives {@code catalog}, {@code selected}, {@code slots} (by label what was collected for each) and {@code completable}.
     * Parameters as {@link #candidates}.
     */
    String check() {
        return check;
    }

    private static String text(Map<ComponentType, String> texts, ComponentType type) {
        String text = texts.get(type);
        if (text == null) {
            throw new IllegalStateException("no query for " + type);
        }
        return text;
    }

    /** The parameter that says what may stand in a slot; see {@link #slotParameter}. */
    static String slot(ComponentType type) {
        return type.snakeCase();
    }

    /**
     * What may stand in a slot.
     *
     * @param chosen the GIN of the product there, or none
     * @param kinds what else is tried: placeholders ({@code true}), real products ({@code false})
     * @param mayBeEmpty whether the slot may stay empty where the catalogue has no placeholder for it
     */
    static Map<String, Object> slotParameter(List<String> chosen, List<Boolean> kinds, boolean mayBeEmpty) {
        return Map.of("chosen", chosen, "kinds", kinds, "mayBeEmpty", mayBeEmpty);
    }

    /** The map that stands for nothing in a slot: it fits everything and needs no anchor. */
    static Map<String, Object> emptySlot() {
        Map<String, Object> empty = new HashMap<>();
        empty.put("free", true);
        empty.put("without", List.of());
        SLOTS.forEach(type -> empty.put(to(type), List.of()));
        return Collections.unmodifiableMap(empty);
    }

    /** The member of a product's map with the GINs of this type that it has edges to. */
    static String to(ComponentType type) {
        return "to" + type.label();
    }

    private static String compatibleWithText(ComponentType type) {
        return """
                OPTIONAL MATCH (p:Product {gin: $gin})
                RETURN p IS NOT NULL AS known,
                       [(p)-[r:COMPATIBLE_WITH]-(other:%s) | [other, r.priority]] AS found
                """.formatted(type.label());
    }

    private static List<ComponentType> slotsBefore(ComponentType type) {
        return SLOTS.stream().filter(slot -> slot.isBefore(type)).toList();
    }

    /** A product as a map; {@code x} is the variable of its node. */
    private static String view(ComponentType type, String x) {
        List<String> members = new ArrayList<>();
        members.add("gin: " + x + ".gin");
        members.add("free: " + (type == ComponentType.POWER_SOURCE));
        if (type == ComponentType.POWER_SOURCE) {
            members.add(LATER.stream()
                    .map(later -> "%1$s: coalesce(%2$s.applicability_%1$s, catalog.applicability_%1$s)"
                            .formatted(later.snakeCase(), x))
                    .collect(Collectors.joining(", ", "applicability: {", "}")));
            members.add(
                    "without: [slot IN %s WHERE coalesce(%s['applicability_' + slot], catalog['applicability_' + slot])"
                                    .formatted(namesOfLaterTypes(), x)
                            + " = 'not_applicable' | slot]");
        }
        members.add("placeholder: coalesce(" + x + ".placeholder, false)");
        for (ComponentType earlier : slotsBefore(type)) {
            members.add("%s: [(%s)-[:COMPATIBLE_WITH]-(e:%s) | e.gin]".formatted(to(earlier), x, earlier.label()));
        }
        if (type == ComponentType.ACCESSORY) {
            members.add("%s: [(%s)-[:COMPATIBLE_WITH]->(e:Accessory) WHERE NOT coalesce(e.placeholder, false) | e.gin]"
                    .formatted(to(type), x));
        }
        return "{" + String.join(", ", members) + "}";
    }

    private static String namesOfLaterTypes() {
        return LATER.stream().map(type -> "'" + type.snakeCase() + "'").toList().toString();
    }

    /** Whether a later product fits an earlier one; both may be the empty slot. */
    private static String fits(String later, String earlier, ComponentType earlierType) {
        String list = later + "." + to(earlierType);
        return "(%s = [] OR %s.gin IS NULL OR %s.gin IN %s)".formatted(list, earlier, earlier, list);
    }

    private static String variable(ComponentType type) {
        String label = type.label();
        return label.substring(0, 1).toLowerCase(Locale.ROOT) + label.substring(1);
    }

    /** The variable of everything collected for a slot. */
    private static String all(ComponentType type) {
        return variable(type) + "Found";
    }

    /** The variable of what a search tries in a slot. */
    private static String options(ComponentType type) {
        return variable(type) + "Options";
    }

    /** The search for a package with a candidate in the slot of one type, or for one without candidate. */
    private static final class Package {

        private static final String CANDIDATE = "[p]";

        private final Mode mode;
        private final Optional<ComponentType> wanted;

        private Package(Mode mode, Optional<ComponentType> wanted) {
            this.mode = mode;
            this.wanted = wanted;
        }

        private boolean completable() {
            return mode == Mode.COMPLETABLE;
        }

        String candidates() {
            ComponentType type = wanted.orElseThrow();
            String noneAllowed = type.isCore() ? exists(options(type)) : "false";
            List<String> apt = new ArrayList<>();
            apt.add(exists(CANDIDATE));
            if (completable()) {
                apt.addAll(0, fitsChosen(type, "p"));
            }
            return collect()
                    + """
                    WITH *, %s AS noneAllowed
                    CALL (*) {
                      MATCH (c:%s)
                      WHERE NOT coalesce(c.placeholder, false) AND NOT c.gin IN $asked
                      WITH c, %s AS p
                      WHERE %s
                      RETURN collect([c, [(c)-[r:COMPATIBLE_WITH]-(s:Product) WHERE s.gin IN $ranked | [s.gin, r.priority]]])
                        AS candidates
                    }
                    RETURN catalog, selected, noneAllowed, candidates,
                      $power_source.chosen = [] OR none(o IN powerSourceFound WHERE '%s' IN o.without) AS applicable
                    """.formatted(
                            noneAllowed, type.label(), view(type, "c"), String.join("\n    AND ", apt), slot(type));
        }

        String check() {
            String slots = SLOTS.stream()
                    .map(type -> "%s: [o IN %s WHERE o.placeholder OR o.gin IN $%s.chosen]"
                            .formatted(type.label(), all(type), slot(type)))
                    .collect(Collectors.joining(", ", "{", ", Accessory: accessories}"));
            return collect() + "RETURN catalog, selected, " + slots + " AS slots, " + exists("") + " AS completable\n";
        }

        /** Collects what may stand in each slot, as it stands in the catalogue and as far as it fits what is chosen. */
        private String collect() {
            StringBuilder cypher = new StringBuilder("""
                    OPTIONAL MATCH (node:Catalog {id: 'catalog'})
                    WITH coalesce(properties(node), {}) AS catalog
                    CALL () {
                      UNWIND $asked AS gin
                      MATCH (x:Product {gin: gin})
                      RETURN collect([gin, labels(x), coalesce(x.placeholder, false)]) AS selected
                    }
                    CALL () {
                      UNWIND $accessories AS gin
                      MATCH (x:Accessory {gin: gin})
                      RETURN collect(%s) AS accessories
                    }
                    """.formatted(view(ComponentType.ACCESSORY, "x")));
            for (ComponentType type : SLOTS) {
                cypher.append("""
                        CALL (catalog) {
                          CALL () {
                            UNWIND $%1$s.chosen AS gin
                            MATCH (x:%2$s {gin: gin})
                            RETURN x
                          UNION ALL
                            UNWIND $%1$s.kinds AS kind
                            MATCH (x:%2$s)
                            WHERE coalesce(x.placeholder, false) = kind
                            RETURN x
                          }
                          RETURN collect(%3$s) AS %4$s
                        }
                        """.formatted(slot(type), type.label(), view(type, "x"), all(type)));
            }
            cypher.append(SLOTS.stream().map(this::optionsText).collect(Collectors.joining(",\n  ", "WITH *, ", "\n")));
            return cypher.toString();
        }

        private String optionsText(ComponentType type) {
            List<String> fits = completable() ? fitsChosen(type, "o") : List.of();
            return "%s + CASE WHEN $%s.mayBeEmpty AND none(o IN %s WHERE o.placeholder) THEN [$empty] ELSE [] END AS %s"
                    .formatted(filtered(all(type), fits), slot(type), all(type), options(type));
        }

        /** That a product fits what is chosen for the other slots; what stands in open ones is tried later. */
        private static List<String> fitsChosen(ComponentType type, String o) {
            List<String> conditions = new ArrayList<>();
            for (ComponentType other : SLOTS) {
                String chosen = "$" + slot(other) + ".chosen";
                if (other.isBefore(type)) {
                    String list = o + "." + to(other);
                    conditions.add("(%s = [] OR %s = [] OR head(%s) IN %s)".formatted(chosen, list, chosen, list));
                } else if (type.isBefore(other)) {
                    conditions.add(
                            "(%s = [] OR all(l IN %s WHERE %s))".formatted(chosen, all(other), fits("l", o, type)));
                }
            }
            if (type != ComponentType.ACCESSORY) {
                conditions.add("all(l IN accessories WHERE %s)".formatted(fits("l", o, type)));
            }
            return conditions;
        }

        /** Whether there is a package; {@code ofWanted} is what is tried in the slot of the wanted type. */
        private String exists(String ofWanted) {
            boolean candidate = ofWanted.equals(CANDIDATE);
            StringBuilder search = new StringBuilder("EXISTS {\n");
            for (ComponentType type : SLOTS) {
                boolean isWanted = wanted.filter(type::equals).isPresent();
                String source = isWanted ? ofWanted : options(type);
                List<String> conditions = new ArrayList<>();
                if (type == ComponentType.POWER_SOURCE) {
                    wanted.filter(later -> candidate && !isWanted)
                            .ifPresent(later -> conditions.add(fits("p", "o", type)));
                    search.append("  UNWIND " + filtered(source, conditions) + " AS " + variable(type) + "\n");
                    continue;
                }
                for (ComponentType earlier : slotsBefore(type)) {
                    conditions.add(fits("o", variable(earlier), earlier));
                }
                if (completable()) {
                    conditions.add("(o.free OR " + String.join(" OR ", edges("o", type)) + ")");
                }
                wanted.filter(later -> candidate && type.isBefore(later))
                        .ifPresent(later -> conditions.add(fits("p", "o", type)));
                String otherwise = isWanted && candidate
                        ? "[]"
                        : completable()
                                ? "CASE WHEN $" + slot(type) + ".chosen = [] THEN [$empty] ELSE [] END"
                                : "[$empty]";
                search.append("  UNWIND CASE WHEN '%s' IN powerSource.without THEN %s ELSE %s END AS %s\n"
                        .formatted(slot(type), otherwise, filtered(source, conditions), variable(type)));
            }
            boolean withCandidate =
                    candidate && wanted.filter(ComponentType.ACCESSORY::equals).isPresent();
            String accessories = withCandidate ? "accessories + [p]" : "accessories";
            if (!completable()) {
                accessories = "CASE WHEN 'accessory' IN powerSource.without THEN [] ELSE " + accessories + " END";
            }
            search.append("  WITH *, " + accessories + " AS others\n  WHERE "
                    + String.join("\n    AND ", lastConditions(candidate)) + "\n  RETURN 1 AS one\n}");
            return search.toString();
        }

        private List<String> lastConditions(boolean candidate) {
            List<String> conditions = new ArrayList<>();
            String toOther = "any(b IN others WHERE b.gin IN a.toAccessory)";
            List<String> ofAccessory = new ArrayList<>();
            SLOTS.forEach(type -> ofAccessory.add(fits("a", variable(type), type)));
            ofAccessory.add("(a.toAccessory = [] OR " + toOther + ")");
            if (completable()) {
                conditions.add("(others = [] OR NOT 'accessory' IN powerSource.without)");
                ofAccessory.add(
                        "(" + String.join(" OR ", edges("a", ComponentType.ACCESSORY)) + " OR " + toOther + ")");
            }
            conditions.add("all(a IN others WHERE " + String.join(" AND ", ofAccessory) + ")");
            if (!completable() && candidate) {
                conditions.add("($alone OR " + String.join(" OR ", joined(wanted.orElseThrow())) + ")");
            }
            return conditions;
        }

        /** The ways in which a product can have an edge of its own to what stands in the slots before. */
        private static List<String> edges(String x, ComponentType type) {
            return slotsBefore(type).stream()
                    .map(earlier -> "%s.gin IN %s.%s".formatted(variable(earlier), x, to(earlier)))
                    .toList();
        }

        /** The ways in which a candidate can be joined to the rest, by an edge in either direction. */
        private static List<String> joined(ComponentType type) {
            List<String> ways = new ArrayList<>(edges("p", type));
            SLOTS.stream()
                    .filter(type::isBefore)
                    .forEach(later -> ways.add("p.gin IN %s.%s".formatted(variable(later), to(type))));
            ways.add("any(a IN others WHERE p.gin IN a.%s)".formatted(to(type)));
            if (type == ComponentType.ACCESSORY) {
                ways.add("any(a IN others WHERE a.gin IN p.toAccessory)");
            }
            return ways;
        }

        private static String filtered(String list, List<String> conditions) {
            return conditions.isEmpty() ? list : "[o IN " + list + " WHERE " + String.join(" AND ", conditions) + "]";
        }
    }
}
