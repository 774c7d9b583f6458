package com.esab.data.operations.cli;

import com.esab.data.EsabData;
import com.esab.data.error.EsabDataException;
import com.esab.data.health.Finding;
import com.esab.data.health.Health;
import com.esab.data.health.StoreHealth;
import com.esab.data.store.StoreProvider.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "health",
        description = {
            "Asks the databases how they are, and says what an operator should know.",
            "Ends with 0 when all answer and nothing is broken, else with 3."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  esab-data health", "  esab-data health --json", "  esab-data health --only sessions"})
final class HealthCommand extends StoreCommand {

    /** Of a store that could not be connected and so cannot say its name, by its kind. */
    private static final String[] NAMES = {"neo4j", "redis", "postgresql"};

    @Mixin
    private OnlyOption only = new OnlyOption();

    @Override
    public Integer call() {
        List<StoreHealth> healths = new ArrayList<>();
        for (Kind kind : only.kinds()) {
            healths.addAll(ask(kind));
        }
        Health health = new Health(healths);
        if (json) {
            out().println(health.toJson());
        } else {
            print(health);
        }
        return health.status() == Health.Status.UNHEALTHY ? EsabDataCommand.FOUND : 0;
    }

    /** One that cannot be connected is reported like the others. */
    private List<StoreHealth> ask(Kind kind) {
        try (EsabData data = connect(Set.of(kind))) {
            return data.health().stores();
        } catch (EsabDataException e) {
            return List.of(StoreHealth.unreachable(NAMES[kind.ordinal()], String.valueOf(e.getMessage())));
        }
    }

    private void print(Health health) {
        for (StoreHealth store : health.stores()) {
            out().printf(
                            "%-10s %s%s%s%s%n",
                            store.store(),
                            store.connected() ? "connected" : "disconnected",
                            store.product().map(product -> ", " + product).orElse(""),
                            store.latency()
                                    .map(latency -> ", " + latency.toMillis() + " ms")
                                    .orElse(""),
                            store.schemaVersion()
                                    .map(version -> ", schema " + version)
                                    .orElse(""));
            for (Finding finding : store.findings()) {
                out().println("  " + finding.severity().name().toLowerCase(Locale.ROOT) + " " + finding.code() + ": "
                        + finding.message());
            }
        }
        out().println(health.status().name().toLowerCase(Locale.ROOT));
    }
}
