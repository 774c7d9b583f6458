package com.esab.data.internal.compatibility;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * All complete packages around one power source that extend some answers.
 *
 * <p>What can stand in each slot is found first, by following edges from the power source. Slots are then filled in the order of types.
 * What is still possible after some of them are filled is all that the rest depends on, so packages are counted once for everything
 * that leaves the same possible, and never listed.
 *
 * <p>Placeholders that stand for nones make no packages of their own: all ways to choose them are followed side by side, as
 * {@linkplain Way ways}, and a package exists when one of them gets to the end.
 */
final class PackageSpace {

    /** Remembering more counts than this would cost more memory than it saves time. */
    private static final int MOST_REMEMBERED = 200_000;

    private final CompiledCatalog catalog;
    private final Answers answers;
    private final int source;
    /** What can stand in each slot: real products, then placeholders, by number. */
    private final int[][] options = new int[Answers.SLOTS][];

    private final int[] realOptions = new int[Answers.SLOTS];
    private final boolean[] mayBeEmpty = new boolean[Answers.SLOTS];
    /** Where in a way the bits of a slot begin, and the length of a way. */
    private final int[] words = new int[Answers.SLOTS + 1];

    private final long[][][] compatible = new long[Answers.SLOTS][][];
    private final long[][][] anchored = new long[Answers.SLOTS][1 << CompiledCatalog.TYPES][];
    /** For each accessory the types of which one must be present. */
    private final int[] anchors;

    private final Map<State, BigInteger> counts = new HashMap<>();
    private final Set<State> deadEnds = new HashSet<>();

    PackageSpace(CompiledCatalog catalog, Answers answers, int source) {
        this.catalog = catalog;
        this.answers = answers;
        this.source = source;
        this.anchors = Arrays.stream(answers.accessories)
                .map(accessory -> catalog.bound(accessory))
                .filter(bound -> (bound & CompiledCatalog.bit(CompiledCatalog.ACCESSORY)) == 0)
                .toArray();
        options[0] = new int[] {source};
        realOptions[0] = 1;
        for (int slot = 1; slot < Answers.SLOTS; slot++) {
            options[slot] = options(slot);
            int firstNone = Arrays.binarySearch(options[slot], catalog.firstPlaceholder(slot));
            realOptions[slot] = firstNone < 0 ? -firstNone - 1 : firstNone;
            compatible[slot] = new long[options[slot].length][];
            mayBeEmpty[slot] = !isApplicable(slot) || answers.slots[slot] < 0 && !catalog.hasPlaceholders(slot);
            words[slot + 1] = words[slot] + (options[slot].length + Long.SIZE - 1) / Long.SIZE;
        }
    }

    /** Whether a power source can stand in a package with these answers at all; the slots after it are not looked at. */
    static boolean isPossible(CompiledCatalog catalog, Answers answers, int source) {
        int dropped = catalog.notApplicable(source);
        for (int slot = 1; slot < Answers.SLOTS; slot++) {
            int chosen = answers.slots[slot];
            if (chosen >= 0 && ((dropped & CompiledCatalog.bit(slot)) != 0 || !catalog.fits(chosen, source, 0))) {
                return false;
            }
        }
        for (int accessory : answers.accessories) {
            if ((dropped & CompiledCatalog.bit(CompiledCatalog.ACCESSORY)) != 0
                    || !catalog.fits(accessory, source, 0)
                    || catalog.bound(accessory) == 0
                    || answers.isLone(accessory)) {
                return false;
            }
        }
        return true;
    }

    private boolean isApplicable(int slot) {
        return (catalog.notApplicable(source) & CompiledCatalog.bit(slot)) == 0;
    }

    private int[] options(int slot) {
        if (!isApplicable(slot)) {
            return new int[0];
        }
        int answer = answers.slots[slot];
        IntStream possible = answer >= 0
                ? IntStream.of(answer)
                : IntStream.concat(
                        answer == Answers.OPEN ? reached(slot) : IntStream.empty(),
                        IntStream.range(catalog.firstPlaceholder(slot), catalog.end(slot)));
        return possible.filter(option -> catalog.bound(option) != 0 && fitsWhatIsChosen(slot, option))
                .toArray();
    }

    /** The real products of a slot that an edge joins to something before it, by number. */
    private IntStream reached(int slot) {
        IntStream.Builder reached = IntStream.builder();
        for (int earlier = 0; earlier < slot; earlier++) {
            for (int option : options[earlier]) {
                int start = catalog.rowStart(option, slot);
                int end = catalog.rowEnd(option, slot, start);
                for (int place = start; place < end; place++) {
                    reached.add(catalog.rows().other(place));
                }
            }
        }
        return reached.build().sorted().distinct();
    }

    private boolean fitsWhatIsChosen(int slot, int option) {
        if (!catalog.fits(option, source, 0)) {
            return false;
        }
        for (int other = 1; other < Answers.SLOTS; other++) {
            int chosen = answers.slots[other];
            if (chosen >= 0
                    && (other < slot && !catalog.fits(option, chosen, other)
                            || other > slot && !catalog.fits(chosen, option, slot))) {
                return false;
            }
        }
        for (int accessory : answers.accessories) {
            if (!catalog.fits(accessory, option, slot)) {
                return false;
            }
        }
        return true;
    }

    /** What is possible in a slot and after it, and what is present before it. The bits of the slots before are 0. */
    private record Way(int present, long[] possible) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Way way && present == way.present && Arrays.equals(possible, way.possible);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(possible) + present;
        }
    }

    /** All ways that one choice of real products and nones leaves, before a slot is filled. */
    private record State(int slot, Set<Way> ways) {}

    private State start() {
        long[] possible = new long[words[Answers.SLOTS]];
        for (int slot = 1; slot < Answers.SLOTS; slot++) {
            setAll(possible, words[slot] * Long.SIZE, options[slot].length);
        }
        State all = new State(0, Set.of(new Way(0, possible)));
        return advanced(all, Set.of(new Way(CompiledCatalog.bit(0), possible)));
    }

    private static void setAll(long[] bits, int from, int count) {
        for (int bit = from; bit < from + count; bit++) {
            bits[bit / Long.SIZE] |= 1L << bit;
        }
    }

    /** The state after a slot, with what cannot be anchored in the next one struck out, and without ways that lead nowhere. */
    private State advanced(State before, Set<Way> ways) {
        int slot = before.slot + 1;
        Set<Way> alive = new HashSet<>();
        for (Way way : ways) {
            if (slot < Answers.SLOTS) {
                long[] anchors = anchored(slot, way.present);
                for (int i = 0; i < anchors.length; i++) {
                    way.possible[words[slot] + i] &= anchors[i];
                }
            }
            if (isAlive(slot, way)) {
                alive.add(way);
            }
        }
        return new State(slot, alive);
    }

    private boolean isAlive(int slot, Way way) {
        int possible = way.present;
        for (int later = slot; later < Answers.SLOTS; later++) {
            boolean something = false;
            for (int word = words[later]; word < words[later + 1]; word++) {
                something |= way.possible[word] != 0;
            }
            if (!something && !mayBeEmpty[later]) {
                return false;
            }
            possible |= something ? CompiledCatalog.bit(later) : 0;
        }
        for (int types : anchors) {
            if ((types & possible) == 0) {
                return false;
            }
        }
        return true;
    }

    /** The options of a slot that something present anchors, as bits. */
    private long[] anchored(int slot, int present) {
        long[] known = anchored[slot][present];
        if (known == null) {
            known = new long[words[slot + 1] - words[slot]];
            for (int i = 0; i < options[slot].length; i++) {
                known[i / Long.SIZE] |= (catalog.bound(options[slot][i]) & present) != 0 ? 1L << i : 0;
            }
            anchored[slot][present] = known;
        }
        return known;
    }

    /** What an option leaves possible in the slots after its own, as bits of a way. */
    private long[] compatible(int slot, int option) {
        long[] known = compatible[slot][option];
        if (known == null) {
            known = new long[words[Answers.SLOTS]];
            int product = options[slot][option];
            for (int later = slot + 1; later < Answers.SLOTS; later++) {
                int[] others = options[later];
                int place = catalog.rowStart(product, later);
                int end = catalog.rows().end(product);
                for (int i = 0; i < others.length; i++) {
                    place = catalog.rows().gallop(place, end, others[i]);
                    boolean fits = (catalog.bound(others[i]) & CompiledCatalog.bit(slot)) == 0
                            || place < end && catalog.rows().other(place) == others[i];
                    known[words[later] + i / Long.SIZE] |= fits ? 1L << i : 0;
                }
            }
            compatible[slot][option] = known;
        }
        return known;
    }

    private static boolean isSet(long[] bits, int word, int bit) {
        return (bits[word + bit / Long.SIZE] >> bit & 1) != 0;
    }

    private State withOption(State state, int option) {
        Set<Way> ways = new HashSet<>();
        for (Way way : state.ways) {
            addWithOption(way, state.slot, option, ways);
        }
        return advanced(state, ways);
    }

    private void addWithOption(Way way, int slot, int option, Set<Way> ways) {
        if (isSet(way.possible, words[slot], option)) {
            long[] left = way.possible.clone();
            long[] compatible = compatible(slot, option);
            for (int word = words[slot + 1]; word < left.length; word++) {
                left[word] &= compatible[word];
            }
            Arrays.fill(left, words[slot], words[slot + 1], 0);
            ways.add(new Way(way.present | CompiledCatalog.bit(slot), left));
        }
    }

    private State withNone(State state) {
        Set<Way> ways = new HashSet<>();
        for (Way way : state.ways) {
            for (int none = realOptions[state.slot]; none < options[state.slot].length; none++) {
                addWithOption(way, state.slot, none, ways);
            }
            if (mayBeEmpty[state.slot]) {
                long[] left = way.possible.clone();
                Arrays.fill(left, words[state.slot], words[state.slot + 1], 0);
                ways.add(new Way(way.present, left));
            }
        }
        return advanced(state, ways);
    }

    /** The real options that are possible in some way, as bits. */
    private long[] real(State state) {
        long[] real = new long[words[state.slot + 1] - words[state.slot]];
        for (Way way : state.ways) {
            for (int i = 0; i < real.length; i++) {
                real[i] |= way.possible[words[state.slot] + i];
            }
        }
        for (int none = realOptions[state.slot]; none < options[state.slot].length; none++) {
            real[none / Long.SIZE] &= ~(1L << none);
        }
        return real;
    }

    private boolean mayBeNone(int slot) {
        return answers.slots[slot] < 0 || !isApplicable(slot);
    }

    BigInteger count() {
        return count(start());
    }

    private BigInteger count(State state) {
        if (state.ways.isEmpty()) {
            return BigInteger.ZERO;
        }
        if (state.slot == Answers.SLOTS) {
            return BigInteger.ONE;
        }
        BigInteger known = counts.get(state);
        if (known != null) {
            return known;
        }
        long[] real = real(state);
        BigInteger count = BigInteger.ZERO;
        if (state.slot == Answers.SLOTS - 1 && anchors.length == 0) {
            long options = 0;
            for (long word : real) {
                options += Long.bitCount(word);
            }
            count = BigInteger.valueOf(options);
        } else {
            for (int option = 0; option < realOptions[state.slot]; option++) {
                if (isSet(real, 0, option)) {
                    count = count.add(count(withOption(state, option)));
                }
            }
        }
        if (mayBeNone(state.slot)) {
            count = count.add(count(withNone(state)));
        }
        if (counts.size() < MOST_REMEMBERED) {
            counts.put(state, count);
        }
        return count;
    }

    /** Goes through all packages in order, each as the products in its slots, {@code NONE} where there is none. */
    Walk walk() {
        return new Walk();
    }

    /** The slots that are filled, one after another, with what is still to be tried in each. */
    final class Walk {

        private final List<Level> levels = new ArrayList<>();
        private final int[] filled = new int[Answers.SLOTS];

        private Walk() {
            filled[0] = source;
            State start = start();
            if (!start.ways.isEmpty()) {
                levels.add(new Level(start));
            }
        }

        /** The next package, or an empty array after the last one. */
        int[] next() {
            while (!levels.isEmpty()) {
                Level level = levels.get(levels.size() - 1);
                State after = level.next();
                if (after == null) {
                    leave(level);
                } else if (!after.ways.isEmpty() && after.slot == Answers.SLOTS) {
                    levels.forEach(Level::ledSomewhere);
                    return filled.clone();
                } else if (!after.ways.isEmpty() && !deadEnds.contains(after)) {
                    levels.add(new Level(after));
                }
            }
            return new int[0];
        }

        private void leave(Level level) {
            levels.remove(levels.size() - 1);
            if (!level.led && deadEnds.size() < MOST_REMEMBERED) {
                deadEnds.add(level.state);
            }
        }

        private final class Level {

            private final State state;
            /** The real options, best first: the sum of priorities, and the option. */
            private final long[] ranked;

            private final int optionBits;
            private int tried;
            private boolean led;

            private Level(State state) {
                this.state = state;
                this.optionBits = Integer.SIZE - Integer.numberOfLeadingZeros(realOptions[state.slot]);
                long[] real = real(state);
                this.ranked = IntStream.range(0, realOptions[state.slot])
                        .filter(option -> isSet(real, 0, option))
                        .mapToLong(option -> priorities(options[state.slot][option]) << optionBits | option)
                        .sorted()
                        .toArray();
            }

            private long priorities(int product) {
                long sum = 0;
                for (int earlier = 0; earlier < state.slot; earlier++) {
                    sum += filled[earlier] >= 0 ? catalog.priority(product, filled[earlier]) : 0;
                }
                return sum;
            }

            private void ledSomewhere() {
                led = true;
            }

            /** What comes after the next best choice; null when all were tried. */
            private @Nullable State next() {
                if (tried < ranked.length) {
                    int option = (int) (ranked[tried++] & (1L << optionBits) - 1);
                    filled[state.slot] = options[state.slot][option];
                    return withOption(state, option);
                }
                if (tried++ == ranked.length && mayBeNone(state.slot)) {
                    filled[state.slot] = isApplicable(state.slot) ? Answers.NONE : Answers.OPEN;
                    return withNone(state);
                }
                return null;
            }
        }
    }
}
