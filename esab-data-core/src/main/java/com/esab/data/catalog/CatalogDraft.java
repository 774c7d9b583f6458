package com.esab.data.catalog;

import com.esab.data.error.InvalidCatalogException;
import com.esab.data.internal.text.Texts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A catalogue as a file gives it, in whatever form, and everything that is wrong with it.
 *
 * <p>A value that is wrong is reported once and then left out of the further checks: what cannot be told because of it
 * is not reported.
 */
final class CatalogDraft {

    /** Names no product; stands in for a GIN that is wrong, so that the rest of its product can be checked. */
    private static final Gin STAND_IN = Gin.of("0000000000");

    private static final Pattern PRODUCT = Pattern.compile("^product [0-9A-Z]{10}: ");

    private final List<CatalogProblem> problems = new ArrayList<>();
    private final Map<ComponentType, Applicability> defaultApplicability = new EnumMap<>(ComponentType.class);
    private final List<Product> products = new ArrayList<>();
    private final List<Row> compatibilities = new ArrayList<>();
    private final Map<Gin, String> given = new HashMap<>();
    private final Map<Gin, Optional<ComponentType>> types = new HashMap<>();
    private final Set<Gin> meant = new HashSet<>();
    private boolean productsUnread;

    /** Where a row stands in its file, in the words of a {@link CatalogProblem}. */
    interface Place {
        String row();

        String member(String name);

        String property(String name);
    }

    /**
     * A product, an edge or a word of the default applicability as the file gives it.
     *
     * @param members its values by name; an absent one and a null are the same
     * @param properties of a product
     * @param excused the members whose absence is reported already
     * @param problems what reading it brought up
     */
    record Row(
            Place place,
            Map<String, Object> members,
            Map<String, Object> properties,
            Set<String> excused,
            List<CatalogProblem> problems) {}

    /**
     * What may stand in one kind of row.
     *
     * @param what what one of these names is
     */
    record Form(String what, List<String> required, List<String> optional) {

        List<String> names() {
            return Stream.concat(required.stream(), optional.stream()).toList();
        }

        /**
         * Reports the names that may not stand there and those that should; which these are.
         *
         * <p>A wrong name is the likely reason for a missing one, so the two are one problem.
         */
        Set<String> check(Collection<String> given, UnaryOperator<String> where, BiConsumer<String, String> problem) {
            List<String> names = names();
            List<String> missing =
                    required.stream().filter(name -> !given.contains(name)).toList();
            Iterator<String> unexplained = missing.iterator();
            for (String name : given) {
                if (!names.contains(name)) {
                    String why = unexplained.hasNext() ? ", and " + unexplained.next() + " is missing" : "";
                    problem.accept(where.apply(name), "is not " + what + " (" + String.join(", ", names) + ")" + why);
                }
            }
            unexplained.forEachRemaining(name -> problem.accept(where.apply(name), "is missing"));
            return Set.copyOf(missing);
        }
    }

    void problem(String where, String what) {
        problems.add(new CatalogProblem(where, what));
    }

    /** Some products cannot be read at all, so that nobody can tell which GIN is unknown. */
    void productsUnread() {
        productsUnread = true;
    }

    /** Adds a word of the default applicability, with the members component and applicability. */
    void applicability(Row row) {
        problems.addAll(row.problems());
        Optional<String> component = text(row, "component");
        Optional<ComponentType> type =
                component.flatMap(name -> component(row.place().member("component"), name));
        Optional<Applicability> applicability = text(row, "applicability")
                .flatMap(
                        label -> parsed(() -> row.place().member("applicability"), () -> Applicability.ofLabel(label)));
        if (type.isPresent()
                && applicability.isPresent()
                && defaultApplicability.putIfAbsent(type.get(), applicability.get()) != null) {
            problem(row.place().member("component"), type.get().snakeCase() + " is given more than once");
        }
    }

    private Optional<ComponentType> component(String where, String name) {
        List<ComponentType> components = Stream.of(ComponentType.values())
                .filter(type -> type != ComponentType.POWER_SOURCE)
                .toList();
        Optional<ComponentType> found = components.stream()
                .filter(type -> type.snakeCase().equals(name))
                .findFirst();
        if (found.isEmpty()) {
            String known = components.stream().map(ComponentType::snakeCase).collect(Collectors.joining(", "));
            problem(where, "not a component with an applicability: " + shown(name) + " (" + known + ")");
        }
        return found;
    }

    /** Adds a product, with the members type, gin and name. */
    void product(Row row) {
        problems.addAll(row.problems());
        Optional<ComponentType> type = text(row, "type")
                .flatMap(label -> parsed(() -> row.place().member("type"), () -> ComponentType.ofLabel(label)));
        Optional<Gin> gin = gin(row, "gin");
        Optional<String> name = text(row, "name");
        if (gin.isEmpty()) {
            noteMeant(row.members().get("gin"));
        } else {
            register(gin.get(), type, row.place());
        }
        if (type.isPresent() && gin.isPresent() && name.isPresent()) {
            try {
                products.add(Product.of(type.get(), gin.get(), name.get(), row.properties()));
                return;
            } catch (IllegalArgumentException e) {
                int before = problems.size();
                reportDetails(row, type, gin.get(), name);
                if (problems.size() == before) {
                    problem(row.place().row(), reason(e));
                }
            }
        } else {
            reportDetails(row, type, gin.orElse(STAND_IN), name);
        }
    }

    /** Adds an edge, with the members from, to, priority, compatibility_type and notes. */
    void compatibility(Row row) {
        compatibilities.add(row);
    }

    /**
     * The catalogue.
     *
     * @param lookUp finds those products at the ends of edges that the file does not hold; asked once at the most
     * @throws InvalidCatalogException naming everything that is wrong
     */
    CatalogData finished(Function<? super Collection<Gin>, Map<Gin, Product>> lookUp) {
        Set<Gin> unknown = new LinkedHashSet<>();
        for (Row row : compatibilities) {
            for (String end : List.of("from", "to")) {
                wellFormed(row.members().get(end))
                        .filter(gin -> !types.containsKey(gin))
                        .ifPresent(unknown::add);
            }
        }
        if (!unknown.isEmpty()) {
            lookUp.apply(unknown).forEach((gin, product) -> types.put(gin, Optional.of(product.type())));
        }
        List<Compatibility> edges = new ArrayList<>();
        Map<List<Gin>, PlacedEdge> byEnds = new HashMap<>();
        compatibilities.forEach(row -> checkedEdge(row, byEnds).ifPresent(edges::add));
        if (!problems.isEmpty()) {
            throw new InvalidCatalogException(problems);
        }
        return new CatalogData(products, edges, defaultApplicability);
    }

    private void register(Gin gin, Optional<ComponentType> type, Place place) {
        String first = given.putIfAbsent(gin, place.row());
        if (first != null) {
            problem(place.member("gin"), gin + " is given more than once, first at " + first);
            // which of the two is meant decides about the type, and that about the edges
            types.computeIfPresent(gin, (same, before) -> before.equals(type) ? before : Optional.empty());
        } else {
            types.put(gin, type);
        }
    }

    /** The GIN that a malformed one was meant to be: edges with the right one are no second mistake. */
    private void noteMeant(@Nullable Object malformed) {
        String characters = String.valueOf(malformed).toUpperCase(Locale.ROOT).replaceAll("[^0-9A-Z]", "");
        if (malformed != null && !characters.isEmpty() && characters.length() <= Gin.LENGTH) {
            meant.add(Gin.of("0".repeat(Gin.LENGTH - characters.length()) + characters));
        }
    }

    private void reportDetails(Row row, Optional<ComponentType> type, Gin gin, Optional<String> name) {
        name.ifPresent(text -> parsed(() -> row.place().member("name"), () -> Properties.checkedName(gin, text)));
        row.properties().forEach((property, value) -> {
            Map<String, Object> only = Collections.singletonMap(property, value);
            parsed(
                    () -> row.place().property(property),
                    () -> type.isPresent()
                            ? Product.of(type.get(), gin, "name", only)
                            : Properties.checkedAttributes(gin, only));
        });
    }

    private Optional<Compatibility> checkedEdge(Row row, Map<List<Gin>, PlacedEdge> byEnds) {
        int before = problems.size();
        problems.addAll(row.problems());
        Optional<Gin> from = gin(row, "from");
        Optional<Gin> to = gin(row, "to");
        if (from.isPresent() && from.equals(to)) {
            problem(row.place().row(), "joins " + from.get() + " with itself");
        } else {
            from.ifPresent(end -> checkEnd(row.place(), "from", end));
            to.ifPresent(end -> checkEnd(row.place(), "to", end));
            Optional<ComponentType> type = from.flatMap(this::type);
            if (type.isPresent() && type.equals(to.flatMap(this::type)) && type.get() != ComponentType.ACCESSORY) {
                problem(
                        row.place().row(),
                        "joins two products of the type " + type.get().label());
            }
        }
        OptionalInt priority = priority(row);
        Optional<String> compatibilityType = storable(row, "compatibility_type");
        Optional<String> notes = storable(row, "notes");
        if (problems.size() > before || from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        Compatibility edge = new Compatibility(from.get(), to.get(), priority, compatibilityType, notes);
        PlacedEdge placed = new PlacedEdge(inItsDirection(edge), row.place().row());
        PlacedEdge first =
                byEnds.putIfAbsent(List.of(placed.edge().from(), placed.edge().to()), placed);
        if (first != null && !first.edge().equals(placed.edge())) {
            problem(
                    placed.where(),
                    edge.from() + " -> " + edge.to() + " is given more than once with different properties, first at "
                            + first.where());
        }
        return Optional.of(edge);
    }

    private void checkEnd(Place place, String member, Gin end) {
        if (!types.containsKey(end) && !productsUnread && !meant.contains(end)) {
            problem(place.member(member), "there is no product " + end);
        }
    }

    private Optional<ComponentType> type(Gin gin) {
        return types.getOrDefault(gin, Optional.empty());
    }

    private Compatibility inItsDirection(Compatibility edge) {
        Optional<ComponentType> from = type(edge.from());
        Optional<ComponentType> to = type(edge.to());
        return from.isPresent() && to.isPresent() && from.get().isBefore(to.get()) ? edge.turnedRound() : edge;
    }

    private OptionalInt priority(Row row) {
        Object value = row.members().get("priority");
        if (value == null) {
            return OptionalInt.empty();
        }
        if (value instanceof Long number && number >= 1 && number <= Integer.MAX_VALUE) {
            return OptionalInt.of(number.intValue());
        }
        problem(
                row.place().member("priority"),
                "is not a whole number from 1 to " + Integer.MAX_VALUE + ": " + shown(value));
        return OptionalInt.empty();
    }

    private Optional<String> storable(Row row, String member) {
        Object value = row.members().get(member);
        if (value instanceof String text && !Texts.isStorable(text)) {
            problem(row.place().member(member), "holds U+0000 or half a character: " + shown(text));
            return Optional.empty();
        }
        return value == null ? Optional.empty() : text(row, member);
    }

    private Optional<Gin> gin(Row row, String member) {
        return text(row, member).flatMap(text -> parsed(() -> row.place().member(member), () -> Gin.of(text)));
    }

    static Optional<Gin> wellFormed(@Nullable Object value) {
        try {
            return value instanceof String text ? Optional.of(Gin.of(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The text of a member that has to be there. */
    private Optional<String> text(Row row, String member) {
        Object value = row.members().get(member);
        if (value instanceof String text) {
            return Optional.of(text);
        }
        if (value != null) {
            problem(row.place().member(member), "is not a text: " + shown(value));
        } else if (!row.excused().contains(member)) {
            problem(row.place().member(member), "is missing");
        }
        return Optional.empty();
    }

    private <T> Optional<T> parsed(Supplier<String> where, Supplier<T> parser) {
        try {
            return Optional.of(parser.get());
        } catch (IllegalArgumentException e) {
            problem(where.get(), reason(e));
            return Optional.empty();
        }
    }

    /** What the exception says is wrong; of what product, the place says already. */
    private static String reason(IllegalArgumentException e) {
        return PRODUCT.matcher(String.valueOf(e.getMessage())).replaceFirst("");
    }

    static String shown(@Nullable Object value) {
        String text = Texts.printable(Objects.toString(value));
        return value instanceof String ? "\"" + text + "\"" : text;
    }

    private record PlacedEdge(Compatibility edge, String where) {}
}
