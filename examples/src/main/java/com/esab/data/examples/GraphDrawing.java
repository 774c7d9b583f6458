package com.esab.data.examples;

import com.esab.data.catalog.ComponentType;
import com.esab.data.examples.CompatibilityGraph.Box;
import com.esab.data.examples.CompatibilityGraph.Frame;
import com.esab.data.examples.CompatibilityGraph.Link;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Draws a {@link CompatibilityGraph}: a column for each type, in it the frames, and a curve for each link.
 *
 * <p>A curve passes a column that it does not end in through a gap between two frames, never behind one. Each gap is as high as the
 * curves in it need.
 */
final class GraphDrawing {

    private static final double MARGIN = 28;
    private static final double TOP = 112;
    private static final double COLUMN_GAP = 96;
    private static final double FRAME_GAP = 20;
    private static final double FRAME_PADDING = 6;
    private static final double BOX_GAP = 6;
    private static final double BOX_PADDING = 7;
    private static final double LINE = 15;
    private static final double LANE = 6;
    private static final double CHARACTER = 6.7;
    private static final int MOST_LINES = 4;

    private static final String INK = "#475569";
    private static final String FAINT = "#9ca3af";
    private static final String DEAD = "#f3f4f6";
    private static final double SAMPLE = 40;

    private static final Map<ComponentType, Column> COLUMNS = new EnumMap<>(Map.of(
            ComponentType.POWER_SOURCE, new Column(142, INK, "#f1f5f9"),
            ComponentType.FEEDER, new Column(226, "#2563eb", "#eff6ff"),
            ComponentType.COOLER, new Column(130, "#0d9488", "#f0fdfa"),
            ComponentType.INTERCONNECTOR, new Column(200, "#b45309", "#fffbeb"),
            ComponentType.TORCH, new Column(206, "#9333ea", "#faf5ff")));

    /** How a type is drawn. */
    private record Column(double width, String colour, String tint) {}

    /** A gap of a column: above its frame of this number, or below the last one. */
    private record Gap(ComponentType type, int above) {}

    private record Point(double x, double y) {}

    private final CompatibilityGraph graph;
    private final Map<ComponentType, Double> left = new EnumMap<>(ComponentType.class);
    private final Map<Frame, Double> top = new HashMap<>();
    private final Map<Gap, List<Link>> lanes = new HashMap<>();
    private final double width;
    private double height;

    private GraphDrawing(CompatibilityGraph graph) {
        this.graph = graph;
        double x = MARGIN;
        for (Map.Entry<ComponentType, Column> column : COLUMNS.entrySet()) {
            left.put(column.getKey(), x);
            x += column.getValue().width() + COLUMN_GAP;
        }
        this.width = x - COLUMN_GAP + MARGIN;
    }

    /** The drawing as an SVG document, the same for the same graph on every machine. */
    static String svg(CompatibilityGraph graph) {
        GraphDrawing drawing = new GraphDrawing(graph);
        drawing.place();
        drawing.route();
        drawing.place();
        drawing.lanes.values().forEach(drawing::sortLanes);
        return drawing.write();
    }

    private List<Frame> frames(ComponentType type) {
        return graph.frames().getOrDefault(type, List.of());
    }

    private void place() {
        double tallest =
                COLUMNS.keySet().stream().mapToDouble(this::height).max().orElse(0);
        height = tallest;
        for (ComponentType type : COLUMNS.keySet()) {
            double y = TOP + (tallest - height(type)) / 2;
            List<Frame> frames = frames(type);
            for (int i = 0; i < frames.size(); i++) {
                y += height(new Gap(type, i));
                top.put(frames.get(i), y);
                y += height(frames.get(i));
            }
        }
    }

    private double height(ComponentType type) {
        List<Frame> frames = frames(type);
        double sum = height(new Gap(type, frames.size()));
        for (int i = 0; i < frames.size(); i++) {
            sum += height(new Gap(type, i)) + height(frames.get(i));
        }
        return sum;
    }

    private double height(Gap gap) {
        int links = lanes.getOrDefault(gap, List.of()).size();
        return links == 0 ? FRAME_GAP : FRAME_GAP + 4 + links * LANE;
    }

    private static double height(Frame frame) {
        double sum = 2 * padding(frame) - BOX_GAP;
        for (Box box : frame.boxes()) {
            sum += height(box, frame.type()) + BOX_GAP;
        }
        return sum;
    }

    private static double height(Box box, ComponentType type) {
        return 2 * BOX_PADDING + lines(box, type).size() * LINE;
    }

    private static double padding(Frame frame) {
        return frame.boxes().size() > 1 ? FRAME_PADDING : 0;
    }

    private double middle(Frame frame) {
        return at(top, frame) + height(frame) / 2;
    }

    private double middle(Gap gap) {
        List<Frame> frames = frames(gap.type());
        if (frames.isEmpty()) {
            return TOP + height / 2;
        }
        if (gap.above() < frames.size()) {
            return at(top, frames.get(gap.above())) - height(gap) / 2;
        }
        Frame last = frames.get(frames.size() - 1);
        return at(top, last) + height(last) + height(gap) / 2;
    }

    private static <K> double at(Map<K, Double> places, K key) {
        return places.getOrDefault(key, 0.0);
    }

    private static double width(ComponentType type) {
        return column(type).width();
    }

    private static Column column(ComponentType type) {
        return Objects.requireNonNull(COLUMNS.get(type));
    }

    private void route() {
        for (Link link : graph.links()) {
            for (ComponentType type : between(link)) {
                lanes.computeIfAbsent(nearest(link, type), gap -> new ArrayList<>())
                        .add(link);
            }
        }
    }

    private static List<ComponentType> between(Link link) {
        return COLUMNS.keySet().stream()
                .filter(type -> link.earlier().type().isBefore(type)
                        && type.isBefore(link.later().type()))
                .toList();
    }

    private Gap nearest(Link link, ComponentType type) {
        double from = at(left, link.earlier().type());
        double share = (at(left, type) - from) / (at(left, link.later().type()) - from);
        double straight = middle(link.earlier()) + share * (middle(link.later()) - middle(link.earlier()));
        Gap nearest = new Gap(type, 0);
        for (int i = 1; i <= frames(type).size(); i++) {
            Gap gap = new Gap(type, i);
            if (Math.abs(middle(gap) - straight) < Math.abs(middle(nearest) - straight)) {
                nearest = gap;
            }
        }
        return nearest;
    }

    private void sortLanes(List<Link> links) {
        links.sort(Comparator.comparingDouble((Link link) -> middle(link.earlier()) + middle(link.later()))
                .thenComparing(link -> link.earlier().number())
                .thenComparing(link -> link.later().number()));
    }

    private double lane(Link link, ComponentType type) {
        for (int i = 0; i <= frames(type).size(); i++) {
            Gap gap = new Gap(type, i);
            List<Link> links = lanes.getOrDefault(gap, List.of());
            int place = links.indexOf(link);
            if (place >= 0) {
                return middle(gap) + (place - (links.size() - 1) / 2.0) * LANE;
            }
        }
        throw new IllegalStateException(link + " does not pass " + type.label());
    }

    /** Where a link touches a frame: links on one side stand in the order of where they come from. */
    private Point port(Link link, boolean atEarlier) {
        Frame frame = atEarlier ? link.earlier() : link.later();
        List<Link> links = graph.links().stream()
                .filter(other -> (atEarlier ? other.earlier() : other.later()).equals(frame))
                .sorted(Comparator.comparingDouble((Link other) -> next(other, atEarlier))
                        .thenComparing(other -> next(other, !atEarlier))
                        .thenComparing(other -> other.earlier().number())
                        .thenComparing(other -> other.later().number()))
                .toList();
        double step = Math.min(9, (height(frame) - 10) / links.size());
        double y = middle(frame) + (links.indexOf(link) - (links.size() - 1) / 2.0) * step;
        return new Point(at(left, frame.type()) + (atEarlier ? width(frame.type()) : 0), y);
    }

    /** The height that a link has in the column next to one of its ends. */
    private double next(Link link, boolean atEarlier) {
        List<ComponentType> between = between(link);
        if (between.isEmpty()) {
            return middle(atEarlier ? link.later() : link.earlier());
        }
        return lane(link, between.get(atEarlier ? 0 : between.size() - 1));
    }

    private String path(Link link) {
        Point point = port(link, true);
        StringBuilder path = new StringBuilder("M" + coordinates(point));
        for (ComponentType type : between(link)) {
            Point entry = new Point(at(left, type), lane(link, type));
            path.append(curve(point, entry));
            point = new Point(entry.x() + width(type), entry.y());
            path.append(" L").append(coordinates(point));
        }
        return path.append(curve(point, port(link, false))).toString();
    }

    private static String curve(Point from, Point to) {
        double x = (from.x() + to.x()) / 2;
        return " C%s %s %s"
                .formatted(coordinates(new Point(x, from.y())), coordinates(new Point(x, to.y())), coordinates(to));
    }

    private static String coordinates(Point point) {
        return Svg.number(point.x()) + "," + Svg.number(point.y());
    }

    private String write() {
        double bottom = TOP + height + 16;
        double total = bottom + 68;
        Svg svg = new Svg()
                .open(
                        "svg",
                        "xmlns",
                        "http://www.w3.org/2000/svg",
                        "viewBox",
                        "0 0 %s %s".formatted(Svg.number(width), Svg.number(total)),
                        "width",
                        width,
                        "height",
                        total,
                        "font-family",
                        "Helvetica, Arial, sans-serif",
                        "font-size",
                        12.0);
        String title = "What fits " + graph.powerSource().name() + " ("
                + graph.powerSource().gin() + ")";
        svg.text("title", title);
        svg.empty("rect", "width", width, "height", total, "fill", "#ffffff");
        svg.text("text", title, "x", MARGIN, "y", 40.0, "font-size", 22.0, "font-weight", "bold", "fill", "#111827");
        svg.text("text", summary(), "x", MARGIN, "y", 64.0, "font-size", 14.0, "fill", "#4b5563");
        COLUMNS.keySet().forEach(type -> header(svg, type));
        links().forEach(link -> link(svg, link));
        COLUMNS.keySet().forEach(type -> frames(type).forEach(frame -> frame(svg, frame)));
        legend(svg, bottom + 24);
        return svg.close("svg").toString();
    }

    private String summary() {
        return String.format(
                Locale.ROOT,
                "%,d complete %s of %d %s; %d %s can be added",
                graph.packages(),
                graph.packages().bitLength() == 1 ? "package" : "packages",
                graph.products(),
                graph.products() == 1 ? "product" : "products",
                graph.accessories(),
                graph.accessories() == 1 ? "accessory" : "accessories");
    }

    /** Weak ones first, so that the strong ones are drawn over them. */
    private List<Link> links() {
        return graph.links().stream()
                .sorted(Comparator.comparingDouble((Link link) -> strength(link))
                        .thenComparing(link -> link.earlier().number())
                        .thenComparing(link -> link.later().number()))
                .toList();
    }

    private static double strength(Link link) {
        return deadEnd(link) ? 0 : strength(link.priority());
    }

    private static double strength(OptionalInt priority) {
        return priority.isEmpty() ? 1 : Math.max(1.4, 3.8 - 0.8 * priority.getAsInt());
    }

    private static boolean deadEnd(Link link) {
        return link.earlier().deadEnd() || link.later().deadEnd();
    }

    private void header(Svg svg, ComponentType type) {
        double middle = at(left, type) + width(type) / 2;
        svg.text(
                "text",
                type.label(),
                "x",
                middle,
                "y",
                104.0,
                "text-anchor",
                "middle",
                "font-size",
                15.0,
                "font-weight",
                "bold",
                "fill",
                column(type).colour());
        if (frames(type).isEmpty()) {
            String nothing = graph.notApplicable().contains(type) ? "not applicable" : "nothing fits";
            svg.text("text", nothing, "x", middle, "y", 124.0, "text-anchor", "middle", "fill", FAINT);
        }
    }

    private void link(Svg svg, Link link) {
        boolean deadEnd = deadEnd(link);
        svg.empty(
                "path",
                "d",
                path(link),
                "fill",
                "none",
                "stroke",
                deadEnd ? FAINT : column(link.earlier().type()).colour(),
                "stroke-width",
                deadEnd ? 1.0 : strength(link.priority()),
                "stroke-opacity",
                opacity(link.priority()));
    }

    private static String opacity(OptionalInt priority) {
        return priority.isEmpty() ? "0.55" : "0.8";
    }

    private void frame(Svg svg, Frame frame) {
        double x = at(left, frame.type());
        double y = at(top, frame);
        if (frame.boxes().size() > 1) {
            svg.empty(
                    "rect",
                    "x",
                    x,
                    "y",
                    y,
                    "width",
                    width(frame.type()),
                    "height",
                    height(frame),
                    "rx",
                    8.0,
                    "fill",
                    column(frame.type()).tint(),
                    "stroke",
                    column(frame.type()).colour(),
                    "stroke-opacity",
                    "0.5");
        }
        y += padding(frame);
        for (Box box : frame.boxes()) {
            box(svg, frame, box, x + padding(frame), y);
            y += height(box, frame.type()) + BOX_GAP;
        }
    }

    private void box(Svg svg, Frame frame, Box box, double x, double y) {
        double boxWidth = width(frame.type()) - 2 * padding(frame);
        String colour = frame.deadEnd() ? FAINT : column(frame.type()).colour();
        svg.open("g");
        svg.text("title", described(box));
        svg.empty(
                "rect",
                "x",
                x,
                "y",
                y,
                "width",
                boxWidth,
                "height",
                height(box, frame.type()),
                "rx",
                5.0,
                "fill",
                frame.deadEnd() ? DEAD : "#ffffff",
                "stroke",
                colour,
                "stroke-dasharray",
                box.none() ? "5 4" : "none");
        List<String> lines = lines(box, frame.type());
        for (int i = 0; i < lines.size(); i++) {
            boolean length = !box.lengths().isEmpty() && i == lines.size() - 1;
            svg.text(
                    "text",
                    lines.get(i),
                    "x",
                    x + BOX_PADDING,
                    "y",
                    y + BOX_PADDING + (i + 0.8) * LINE,
                    "fill",
                    frame.deadEnd() ? FAINT : length ? colour : "#111827");
        }
        if (box.priority().isPresent()) {
            badge(svg, x + boxWidth, y, box.priority().getAsInt(), colour);
        }
        svg.close("g");
    }

    private static void badge(Svg svg, double x, double y, int priority, String colour) {
        svg.empty("circle", "cx", x - 11, "cy", y + 11, "r", 7.0, "fill", colour);
        svg.text(
                "text",
                String.valueOf(priority),
                "x",
                x - 11,
                "y",
                y + 14.5,
                "text-anchor",
                "middle",
                "font-size",
                10.0,
                "fill",
                "#ffffff");
    }

    private static String described(Box box) {
        return box.products().stream()
                .map(product -> product.name() + " (" + product.gin() + ")")
                .collect(Collectors.joining("\n"));
    }

    private static List<String> lines(Box box, ComponentType type) {
        int characters = (int) ((width(type) - 2 * (FRAME_PADDING + BOX_PADDING) - 8) / CHARACTER);
        List<String> lines = new ArrayList<>(wrapped(box.name(), characters));
        if (!box.lengths().isEmpty()) {
            lines.add(String.join(" · ", box.lengths()) + " m");
        }
        return lines;
    }

    private static List<String> wrapped(String name, int characters) {
        List<String> lines = new ArrayList<>();
        String line = "";
        for (String word : name.replaceAll(",(?=\\p{L})", ", ").split("\\s+")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > characters) {
                lines.add(line);
                line = "";
            }
            line = line.isEmpty() ? word : line + " " + word;
        }
        lines.add(line);
        if (lines.size() > MOST_LINES) {
            lines.set(MOST_LINES - 1, lines.get(MOST_LINES - 1) + " …");
        }
        return lines.subList(0, Math.min(MOST_LINES, lines.size()));
    }

    private void legend(Svg svg, double y) {
        double x = MARGIN;
        svg.empty("line", "x1", x, "x2", width - MARGIN, "y1", y - 22, "y2", y - 22, "stroke", "#e5e7eb");
        x = explained(svg, x, y, "Best priority:", 0);
        for (int priority = 1; priority <= 3; priority++) {
            x = sample(svg, x, y, OptionalInt.of(priority), priority < 3 ? "" + priority : "3 and more");
        }
        x = sample(svg, x, y, OptionalInt.empty(), "none given");
        swatch(svg, x, y, "#ffffff", INK, "5 4");
        x = explained(svg, x + SAMPLE, y, "the answer “none”", 24);
        swatch(svg, x, y, DEAD, FAINT, "none");
        x = explained(svg, x + SAMPLE, y, "in no complete package", 24);
        badge(svg, x + 18, y - 15, 1, INK);
        explained(svg, x + 22, y, "best priority to the power source", 24);
        svg.text(
                "text",
                "A curve joins all that is in one frame to all that is in the other, and has the colour of its left end."
                        + " Lengths of one product are in one box. Point at a box to read its full names.",
                "x",
                MARGIN,
                "y",
                y + 26,
                "fill",
                "#4b5563");
    }

    private static double sample(Svg svg, double x, double y, OptionalInt priority, String text) {
        svg.empty(
                "line",
                "x1",
                x,
                "x2",
                x + SAMPLE - 8,
                "y1",
                y - 4,
                "y2",
                y - 4,
                "stroke",
                INK,
                "stroke-width",
                strength(priority),
                "stroke-opacity",
                opacity(priority));
        return explained(svg, x + SAMPLE, y, text, 18);
    }

    private static void swatch(Svg svg, double x, double y, String fill, String stroke, String dashes) {
        svg.empty(
                "rect",
                "x",
                x,
                "y",
                y - 12,
                "width",
                SAMPLE - 8,
                "height",
                16.0,
                "rx",
                4.0,
                "fill",
                fill,
                "stroke",
                stroke,
                "stroke-dasharray",
                dashes);
    }

    /** Writes a word of the legend, and says where the next one can begin. */
    private static double explained(Svg svg, double x, double y, String text, double space) {
        svg.text("text", text, "x", x, "y", y, "fill", "#4b5563");
        return x + text.length() * CHARACTER + space + 8;
    }
}
