package com.esab.data.torture;

import com.esab.data.torture.Violation.Kind;
import java.time.Duration;
import java.util.Random;
import java.util.Set;

/**
 * The long run: a storm in which nothing may be lost, one in which Redis does not keep everything, and a while without PostgreSQL.
 *
 * <p>System properties: {@code torture.minutes}, {@code torture.fsync} (always, everysec, power-cut, or several with commas; the first
 * takes the minutes, the others one), {@code torture.seed}, {@code torture.workers}, {@code torture.threads}, and {@code torture.outage}, in seconds, 0 for none.
 */
final class Torture {

    /** What must not happen whatever Redis loses. */
    private static final Set<Kind> NEVER =
            Set.of(Kind.DUPLICATED, Kind.SET_BACK, Kind.OVERWRITTEN, Kind.OWED, Kind.FAILED);

    private static final Duration CALM = Duration.ofSeconds(4);

    private Torture() {}

    public static void main(String[] arguments) throws Exception {
        double minutes = Double.parseDouble(property("torture.minutes", "10"));
        boolean broken = false;
        for (String name :
                property("torture.fsync", "always,everysec,power-cut").split(",")) {
            Durability durability = Durability.of(name.strip());
            StormSettings settings = settings(Duration.ofSeconds(Math.round(minutes * 60)), durability);
            StormReport report = new Storm(settings).run();
            System.out.println(report.table());
            broken |= report.violations().stream()
                    .anyMatch(violation -> durability == Durability.ALWAYS || NEVER.contains(violation.kind()));
            minutes = Math.min(minutes, 1);
        }
        Duration outage = Duration.ofSeconds(Long.parseLong(property("torture.outage", "65")));
        if (!outage.isZero()) {
            Outage.Report report = Outage.run(outage);
            System.out.println(report.table());
            broken |= report.failures() > 0 || !report.drained() || report.missing() > 0;
        }
        System.exit(broken ? 1 : 0);
    }

    private static StormSettings settings(Duration length, Durability durability) {
        String seed = property("torture.seed", "");
        return new StormSettings(
                length,
                CALM,
                durability,
                seed.isEmpty() ? new Random().nextInt(1_000_000) : Long.parseLong(seed),
                Integer.parseInt(property("torture.workers", "4")),
                Integer.parseInt(property("torture.threads", "8")));
    }

    private static String property(String name, String standard) {
        String value = System.getProperty(name, "");
        return value.isEmpty() ? standard : value;
    }
}
