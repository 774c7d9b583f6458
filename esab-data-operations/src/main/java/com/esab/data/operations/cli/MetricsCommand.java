package com.esab.data.operations.cli;

import com.esab.data.EsabData;
import com.esab.data.metrics.Metric;
import com.esab.data.metrics.Metric.NotAvailable;
import com.esab.data.metrics.Metric.Value;
import com.esab.data.metrics.Metrics;
import com.esab.data.metrics.StoreMetrics;
import java.math.BigDecimal;
import java.math.MathContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "metrics",
        description = {
            "Prints what the databases measure of themselves, or why one does not tell something.",
            "Ends with 4 when one does not answer."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  esab-data metrics", "  esab-data metrics --only sessions --json"})
final class MetricsCommand extends StoreCommand {

    @Mixin
    private OnlyOption only = new OnlyOption();

    @Override
    public Integer call() {
        try (EsabData data = connect(only.kinds())) {
            Metrics metrics = data.metrics();
            if (json) {
                out().println(metrics.toJson());
            } else {
                metrics.stores().forEach(this::print);
            }
            return metrics.stores().stream().allMatch(StoreMetrics::connected) ? 0 : EsabDataCommand.UNAVAILABLE;
        }
    }

    private void print(StoreMetrics store) {
        out().println(store.store()
                + store.failure().map(reason -> ": " + reason).orElse(""));
        for (Metric metric : store.metrics()) {
            String name = metric.labels().isEmpty() ? metric.name() : metric.name() + metric.labels();
            if (metric.reading() instanceof Value value) {
                out().printf("  %-60s %s%s%n", name, number(value.number()), value.estimated() ? " (estimated)" : "");
            } else if (metric.reading() instanceof NotAvailable not) {
                out().printf("  %-60s not available: %s%n", name, not.reason());
            }
        }
    }

    private static String number(double number) {
        return number == Math.rint(number)
                ? Long.toString((long) number)
                : new BigDecimal(number).round(new MathContext(6)).toPlainString();
    }
}
