package com.esab.data.benchmarks.catalog;

import com.esab.data.benchmarks.harness.Addresses;
import com.esab.data.benchmarks.harness.Cost;
import com.esab.data.benchmarks.harness.Effort;
import com.esab.data.benchmarks.harness.Measured;
import com.esab.data.benchmarks.harness.Path;
import com.esab.data.benchmarks.harness.Runs;
import com.esab.data.catalog.CatalogData;
import com.esab.data.testkit.relay.TcpRelay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A whole catalogue is loaded into a server that has none. The contenders take turns, and what they loaded is looked at each time. */
public final class CatalogueLoad implements Path {

    /** How much is loaded, and by whom. */
    private record Size(int products, List<String> contenders) {}

    private static final List<Size> SIZES = List.of(
            new Size(StoredCatalogue.SAMPLE, List.of(LIBRARY, Loader.RAW, Loader.SPRING)),
            // entities take two minutes here
            new Size(10_000, List.of(LIBRARY, Loader.RAW)),
            new Size(100_000, List.of(LIBRARY, Loader.RAW)));

    /** One edge of so many is loaded, about four a product: a transaction of all of them is as much as a small server bears. */
    private static final int OF = 10;

    /** Below this many products, a load is short and repeated more often, after loads that do not count. */
    private static final int LARGE = 1_000;

    /** From this many products on, a load takes a minute and is not repeated. */
    private static final int HUGE = 100_000;

    @Override
    public String name() {
        return "catalogue-load";
    }

    @Override
    public List<Measured> measure(Effort effort) {
        List<Measured> rows = new ArrayList<>();
        try (StoredCatalogue stored = StoredCatalogue.open()) {
            for (Size size : effort.of(SIZES)) {
                rows.addAll(measure(stored, size, effort));
            }
        }
        return rows;
    }

    private List<Measured> measure(StoredCatalogue stored, Size size, Effort effort) {
        CatalogData catalogue = StoredCatalogue.data(size.products(), OF);
        boolean large = size.products() >= LARGE;
        int warmup = large ? 0 : effort.warmup();
        int rounds = rounds(size.products(), effort);

        stored.load(catalogue);
        Map<String, List<Map<String, Object>>> nodes = stored.nodes();
        stored.empty();
        Map<String, Loader> loaders = new LinkedHashMap<>();
        Map<String, double[]> micros = new LinkedHashMap<>();
        for (String contender : size.contenders()) {
            loaders.put(contender, Loader.of(contender, Addresses.neo4jUri(), catalogue, nodes));
            micros.put(contender, new double[rounds]);
        }
        try {
            for (int round = -warmup; round < rounds; round++) {
                for (Map.Entry<String, Loader> loader : loaders.entrySet()) {
                    double taken = timed(stored, loader.getValue(), catalogue, loader.getKey());
                    if (round >= 0) {
                        required(micros, loader.getKey())[round] = taken;
                    }
                }
            }
        } finally {
            loaders.values().forEach(Loader::close);
        }
        List<Measured> rows = new ArrayList<>();
        for (String contender : loaders.keySet()) {
            Measured row = row(catalogue, contender, required(micros, contender));
            rows.add(large ? row : row.withCost(cost(stored, contender, catalogue, nodes)));
        }
        return rows;
    }

    private static int rounds(int products, Effort effort) {
        if (products >= HUGE || effort.forks() == 0) {
            return 1;
        }
        return effort.forks() * (products >= LARGE ? 1 : 3);
    }

    private static <T> T required(Map<String, T> map, String contender) {
        return Optional.ofNullable(map.get(contender)).orElseThrow();
    }

    /** Microseconds for a load. */
    private static double timed(StoredCatalogue stored, Loader loader, CatalogData catalogue, String contender) {
        loader.prepare();
        long start = System.nanoTime();
        loader.load();
        double micros = (System.nanoTime() - start) / 1e3;
        requireLoaded(stored, contender, catalogue);
        stored.empty();
        return micros;
    }

    /** The library reads the same from what it loaded, and from what was loaded by hand; of entities only numbers are compared. */
    private static void requireLoaded(StoredCatalogue stored, String contender, CatalogData catalogue) {
        stored.requireHolds(catalogue);
        if (!contender.equals(Loader.SPRING) && catalogue.products().size() < LARGE) {
            CatalogData read = stored.read();
            if (!new HashSet<>(read.products()).equals(new HashSet<>(catalogue.products()))
                    || !new HashSet<>(read.compatibilities()).equals(new HashSet<>(catalogue.compatibilities()))) {
                throw new IllegalStateException(contender + " loaded something else");
            }
        }
    }

    private Measured row(CatalogData catalogue, String contender, double... micros) {
        double[] sorted = Arrays.stream(micros).sorted().toArray();
        Map<String, String> circumstances = new LinkedHashMap<>();
        circumstances.put("products", number(catalogue.products().size()));
        circumstances.put("edges", number(catalogue.compatibilities().size()));
        return new Measured(
                name(),
                circumstances,
                contender,
                Runs.median(sorted),
                (sorted[sorted.length - 1] - sorted[0]) / 2,
                Optional.empty(),
                Optional.empty());
    }

    private static String number(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static Cost cost(
            StoredCatalogue stored,
            String contender,
            CatalogData catalogue,
            Map<String, List<Map<String, Object>>> nodes) {
        try (TcpRelay relay = Neo4jRelay.open();
                Loader loader = Loader.of(contender, Neo4jRelay.uri(relay), catalogue, nodes)) {
            return Cost.of(relay, 1, () -> {
                loader.prepare();
                loader.load();
                stored.empty();
            });
        }
    }
}
