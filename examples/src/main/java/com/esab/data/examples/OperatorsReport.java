package com.esab.data.examples;

import com.esab.data.EsabData;
import com.esab.data.archive.SessionSummaryStats;
import com.esab.data.catalog.CatalogState;
import com.esab.data.health.Finding;
import com.esab.data.health.Health;
import com.esab.data.health.StoreHealth;
import java.util.Locale;
import java.util.OptionalDouble;

/** What an operator wants to see in the morning: health, schema, catalogue, and the archive in numbers. */
final class OperatorsReport {

    private final EsabData data;
    private final Display display;

    OperatorsReport(EsabData data, Display display) {
        this.data = data;
        this.display = display;
    }

    void print() {
        statistics();
        health();
    }

    private void statistics() {
        SessionSummaryStats stats = data.archive().summary();
        CatalogState catalog = data.catalog().state();
        display.title("Summary statistics");
        display.field("sessions archived", stats.totalSessions());
        display.field("unique users", stats.uniqueUsers());
        display.field("messages per session", number(stats.avgMessagesPerSession()));
        display.field("seconds per session", number(stats.avgSessionDurationSeconds()));
        display.field(
                "completed / abandoned / active",
                stats.completedSessions() + " / " + stats.abandonedSessions() + " / " + stats.activeSessions());
        display.field("finalized", stats.finalizedSessions());
        display.field("catalogue revision", catalog.revision() + (catalog.complete() ? "" : " (load unfinished)"));
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.1f", value.getAsDouble()) : "-";
    }

    private void health() {
        Health health = data.health();
        display.title("Health: " + health.status().name().toLowerCase(Locale.ROOT));
        for (StoreHealth store : health.stores()) {
            display.field(
                    store.store(),
                    "%s, %s%s%s"
                            .formatted(
                                    store.connected() ? "connected" : "disconnected",
                                    store.product().orElse("unknown product"),
                                    store.latency()
                                            .map(latency -> ", " + latency.toMillis() + " ms")
                                            .orElse(""),
                                    store.schemaVersion()
                                            .map(version -> ", schema " + version)
                                            .orElse("")));
            for (Finding finding : store.findings()) {
                display.line("    " + finding.severity().name().toLowerCase(Locale.ROOT) + ": " + finding.message());
            }
        }
        display.line(health.toJson());
    }
}
