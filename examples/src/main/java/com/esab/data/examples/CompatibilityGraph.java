package com.esab.data.examples;

import com.esab.data.EsabData;
import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.PowerSource;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.Page;
import com.esab.data.compatibility.Selection;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What fits a power source, gathered until it can be drawn.
 *
 * <p>It holds the products that are joined to the power source or stand in one of its packages. Products that are called alike but for a
 * length are one {@link Box}; boxes that are joined to the very same products are one {@link Frame}, so a link between two frames joins
 * each product of the one to each of the other.
 *
 * @param notApplicable the types that the power source does not take; nothing of them is shown
 * @param frames by type; within a type, those that lead to a package first, then by rank
 * @param packages how many complete packages there are
 * @param products how many products stand in them, the power source included
 * @param accessories how many accessories go with one of them
 */
record CompatibilityGraph(
        PowerSource powerSource,
        Set<ComponentType> notApplicable,
        Map<ComponentType, List<Frame>> frames,
        List<Link> links,
        BigInteger packages,
        long products,
        long accessories) {

    /**
     * Products that are called alike.
     *
     * @param name without the length when there are several
     * @param lengths in metres, as they stand in the names; empty unless there are several products
     * @param priority the best one with which any is joined to the power source
     * @param none whether placeholders of the catalogue, for the answer none
     */
    record Box(String name, List<Product> products, List<String> lengths, OptionalInt priority, boolean none) {}

    /**
     * Boxes of a type that are joined to the same products.
     *
     * @param deadEnd whether they lead to no complete package
     */
    record Frame(int number, ComponentType type, List<Box> boxes, boolean deadEnd) {}

    /**
     * All edges between two frames.
     *
     * @param priority the best of them
     */
    record Link(Frame earlier, Frame later, OptionalInt priority) {}

    private static final Pattern LENGTH =
            Pattern.compile(",?\\s*\\b(\\d+(?:\\.\\d+)?)\\s?m\\b(?:\\s*\\(?[\\d.]+ ft\\))?");

    static CompatibilityGraph of(EsabData data, PowerSource powerSource) {
        return new Gathering(data, powerSource).graph();
    }

    /** Products that have to stay together: one, or the placeholders of a type. */
    private record Part(ComponentType type, List<Product> products, boolean none, boolean deadEnd) {

        String name() {
            return none ? "none" : products.get(0).name();
        }
    }

    private static final class Gathering {

        private final EsabData data;
        private final PowerSource powerSource;
        private final Selection start;
        private final Map<Gin, Part> parts = new LinkedHashMap<>();
        private final Map<Gin, Map<Gin, OptionalInt>> edges = new HashMap<>();

        Gathering(EsabData data, PowerSource powerSource) {
            this.data = data;
            this.powerSource = powerSource;
            this.start = Selection.empty().with(powerSource);
        }

        CompatibilityGraph graph() {
            BigInteger packages = data.compatibility().packageCount(start);
            add(new Part(ComponentType.POWER_SOURCE, List.of(powerSource), false, packages.signum() == 0));
            Set<ComponentType> notApplicable = notApplicable();
            ComponentType.core().stream()
                    .filter(type -> !notApplicable.contains(type))
                    .forEach(this::gather);
            data.catalog().read(product -> {}, this::join);
            Map<ComponentType, List<Frame>> frames = frames();
            return new CompatibilityGraph(
                    powerSource,
                    notApplicable,
                    frames,
                    links(frames.values().stream().flatMap(List::stream).toList()),
                    packages,
                    parts.values().stream()
                            .filter(part -> !part.none() && !part.deadEnd())
                            .count(),
                    candidates(ComponentType.ACCESSORY).total());
        }

        private Set<ComponentType> notApplicable() {
            Map<ComponentType, Applicability> applicability =
                    data.compatibility().check(start).applicability();
            Set<ComponentType> types = EnumSet.noneOf(ComponentType.class);
            ComponentType.core().stream()
                    .filter(type -> applicability.get(type) == Applicability.NOT_APPLICABLE)
                    .forEach(types::add);
            return types;
        }

        private Page<Product> candidates(ComponentType type) {
            return data.compatibility()
                    .candidates(CandidateQuery.of(type, start).limit(CandidateQuery.MAX_LIMIT));
        }

        private void gather(ComponentType type) {
            Page<Product> completable = candidates(type);
            completable.items().forEach(product -> add(new Part(type, List.of(product), false, false)));
            List<Product> joined = data.compatibility().compatibleWith(powerSource.gin(), type);
            List<Product> placeholders =
                    joined.stream().filter(Product::placeholder).toList();
            if (!placeholders.isEmpty()) {
                add(new Part(type, placeholders, true, !completable.noneAllowed()));
            }
            joined.stream()
                    .filter(product -> !product.placeholder() && !parts.containsKey(product.gin()))
                    .forEach(product -> add(new Part(type, List.of(product), false, true)));
        }

        private void add(Part part) {
            part.products().forEach(product -> parts.put(product.gin(), part));
        }

        private void join(Compatibility edge) {
            Part from = parts.get(edge.from());
            Part to = parts.get(edge.to());
            if (from != null && to != null) {
                join(from, to, edge.priority());
                join(to, from, edge.priority());
            }
        }

        private void join(Part part, Part other, OptionalInt priority) {
            edges.computeIfAbsent(gin(part), key -> new TreeMap<>())
                    .merge(gin(other), priority, CompatibilityGraph::better);
        }

        private static Gin gin(Part part) {
            return part.products().get(0).gin();
        }

        private Map<Gin, OptionalInt> edgesOf(Part part) {
            return edges.getOrDefault(gin(part), Map.of());
        }

        private Map<ComponentType, List<Frame>> frames() {
            Map<List<Object>, List<Part>> twins = new LinkedHashMap<>();
            parts.values().stream().distinct().forEach(part -> twins.computeIfAbsent(
                            List.of(
                                    part.type(),
                                    part.none(),
                                    part.deadEnd(),
                                    edgesOf(part).keySet()),
                            key -> new ArrayList<>())
                    .add(part));
            Map<ComponentType, List<Frame>> frames = new EnumMap<>(ComponentType.class);
            int number = 0;
            for (List<Part> alike : twins.values()) {
                Part first = alike.get(0);
                frames.computeIfAbsent(first.type(), key -> new ArrayList<>())
                        .add(new Frame(number++, first.type(), boxes(alike), first.deadEnd()));
            }
            return frames;
        }

        private List<Box> boxes(List<Part> alike) {
            Map<String, List<Part>> byName = new LinkedHashMap<>();
            alike.forEach(part -> byName.computeIfAbsent(key(part.name()), key -> new ArrayList<>())
                    .add(part));
            return byName.values().stream().map(this::box).toList();
        }

        private Box box(List<Part> parts) {
            String name = parts.get(0).name();
            boolean several = parts.size() > 1;
            return new Box(
                    several ? LENGTH.matcher(name).replaceFirst("") : name,
                    parts.stream().flatMap(part -> part.products().stream()).toList(),
                    several ? lengths(parts) : List.of(),
                    parts.stream()
                            .map(part -> edgesOf(part).getOrDefault(powerSource.gin(), OptionalInt.empty()))
                            .reduce(OptionalInt.empty(), CompatibilityGraph::better),
                    parts.get(0).none());
        }

        private static List<String> lengths(List<Part> parts) {
            TreeSet<Double> lengths = new TreeSet<>();
            for (Part part : parts) {
                Matcher matcher = LENGTH.matcher(part.name());
                if (matcher.find()) {
                    lengths.add(Double.valueOf(matcher.group(1)));
                }
            }
            return lengths.stream().map(Svg::number).toList();
        }

        /** What names have in common that differ by a length or by their spelling only. */
        private static String key(String name) {
            return LENGTH.matcher(name)
                    .replaceFirst("")
                    .replace('²', '2')
                    .replaceAll("[\\s-]+", "")
                    .toLowerCase(Locale.ROOT);
        }

        private List<Link> links(List<Frame> frames) {
            List<Link> links = new ArrayList<>();
            for (Frame later : frames) {
                for (Frame earlier : frames) {
                    if (earlier.type().isBefore(later.type())) {
                        List<OptionalInt> priorities = between(earlier, later);
                        if (!priorities.isEmpty()) {
                            links.add(new Link(
                                    earlier,
                                    later,
                                    priorities.stream().reduce(OptionalInt.empty(), CompatibilityGraph::better)));
                        }
                    }
                }
            }
            return links;
        }

        private List<OptionalInt> between(Frame earlier, Frame later) {
            return products(earlier)
                    .flatMap(product -> products(later)
                            .map(Product::gin)
                            .flatMap(gin -> Stream.ofNullable(
                                    edges.getOrDefault(product.gin(), Map.of()).get(gin))))
                    .toList();
        }

        private static Stream<Product> products(Frame frame) {
            return frame.boxes().stream().flatMap(box -> box.products().stream());
        }
    }

    private static OptionalInt better(OptionalInt one, OptionalInt other) {
        if (one.isEmpty() || (other.isPresent() && other.getAsInt() < one.getAsInt())) {
            return other;
        }
        return one;
    }
}
