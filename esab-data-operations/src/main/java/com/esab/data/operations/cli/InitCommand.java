package com.esab.data.operations.cli;

import com.esab.data.EsabData;
import com.esab.data.json.Json;
import com.esab.data.redis.RedisServerSettings;
import com.esab.data.redis.RedisServerSettings.Eviction;
import com.esab.data.redis.RedisSessions;
import com.esab.data.redis.RedisSettingResult;
import com.esab.data.redis.RedisSettingResult.Outcome;
import com.esab.data.schema.MigrationStatus;
import com.esab.data.store.StoreProvider.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "init",
        description = {
            "Sets empty or existing databases up: schema and indexes of Neo4j and PostgreSQL, settings of Redis.",
            "Safe to repeat. What a managed Redis refuses is reported and has to be set by its own means."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  esab-data init", "  esab-data init --eviction volatile-lru", "  esab-data init --only sessions"})
final class InitCommand extends StoreCommand {

    private static final long MEGABYTE = 1 << 20;

    @Mixin
    private OnlyOption only = new OnlyOption();

    @Option(
            names = "--eviction",
            paramLabel = "POLICY",
            description =
                    "What Redis drops when its memory is full: allkeys-lru (unless given), volatile-lru, which never"
                            + " drops a session that is not archived, or noeviction.")
    private String eviction = Eviction.ALLKEYS_LRU.label();

    @Option(
            names = "--max-memory",
            paramLabel = "MB",
            defaultValue = "512",
            description = "The memory of Redis in megabytes; ${DEFAULT-VALUE} unless given.")
    private long maxMemory = 512;

    @Override
    public Integer call() {
        RedisServerSettings wanted =
                RedisServerSettings.DEFAULT.withEviction(policy()).withMaxMemory(maxMemory * MEGABYTE);
        Set<Kind> kinds = only.kinds();
        List<MigrationStatus> applied;
        List<RedisSettingResult> settings = new ArrayList<>();
        try (EsabData data = connect(kinds)) {
            applied = data.migrate(progress());
            data.stores().forEach(store -> {
                if (store instanceof RedisSessions redis) {
                    settings.addAll(redis.configure(wanted));
                }
            });
        }
        if (json) {
            out().println(Json.write(Map.of("applied", Migrations.json(applied), "settings", json(settings))));
            return 0;
        }
        applied.forEach(each -> out().println("applied " + Migrations.words(each)));
        settings.forEach(each -> out().println(words(each)));
        boolean refused = settings.stream().anyMatch(each -> each.outcome() == Outcome.REFUSED);
        out().println(refused ? "set up, but for what was refused" : "set up");
        return 0;
    }

    private Eviction policy() {
        for (Eviction each : Eviction.values()) {
            if (each.label().equals(eviction.toLowerCase(Locale.ROOT))) {
                return each;
            }
        }
        throw new IllegalArgumentException(
                "--eviction " + eviction + " is none of allkeys-lru, volatile-lru, noeviction");
    }

    private static String words(RedisSettingResult result) {
        String name =
                "redis      " + result.server().map(server -> server + " ").orElse("") + result.name()
                        + (result.value().isEmpty() ? "" : " " + result.value());
        return switch (result.outcome()) {
            case UNCHANGED -> name + ": so already";
            case SET -> name + ": set";
            case REFUSED -> name + ": refused: " + result.reason().orElse("no reason given");
        };
    }

    private static List<Object> json(List<RedisSettingResult> results) {
        List<Object> list = new ArrayList<>();
        for (RedisSettingResult result : results) {
            Map<String, Object> each = new LinkedHashMap<>();
            result.server().ifPresent(server -> each.put("server", server));
            each.put("name", result.name());
            each.put("value", result.value());
            each.put("outcome", result.outcome().name().toLowerCase(Locale.ROOT));
            result.reason().ifPresent(reason -> each.put("reason", reason));
            list.add(each);
        }
        return list;
    }
}
