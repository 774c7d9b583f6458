package com.esab.data.redis;

import com.esab.data.error.EsabDataException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.redis.RedisSettingResult.Outcome;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings the settings of one server to what is wanted, as far as the server lets it. */
final class ServerSetup {

    private static final String WHAT = "server settings";

    private final Router router;
    private final Optional<String> server;
    private final Link link;

    private ServerSetup(Router router, String server, Link link) {
        this.router = router;
        this.server = server.isEmpty() ? Optional.empty() : Optional.of(server);
        this.link = link;
    }

    /** Sets up all masters, one after the other. */
    static List<RedisSettingResult> of(Router router, RedisServerSettings wanted) {
        List<RedisSettingResult> results = new ArrayList<>();
        router.masters(router.reading(WHAT))
                .forEach((server, master) -> results.addAll(new ServerSetup(router, server, master).apply(wanted)));
        return List.copyOf(results);
    }

    private List<RedisSettingResult> apply(RedisServerSettings wanted) {
        Map<String, String> values = wanted.values();
        List<String> names = List.copyOf(values.keySet());
        Map<String, String> before = found(names).values();
        Map<String, String> refusals = new HashMap<>();
        values.forEach((name, value) -> {
            if (!value.equals(before.get(name))) {
                refusal(Commands.configSet(name, value)).ifPresent(reason -> refusals.put(name, reason));
            }
        });
        Found after = found(names);
        List<RedisSettingResult> results = new ArrayList<>();
        values.forEach((name, value) -> {
            if (value.equals(after.values().get(name))) {
                Outcome outcome = value.equals(before.get(name)) ? Outcome.UNCHANGED : Outcome.SET;
                results.add(new RedisSettingResult(server, name, value, outcome, Optional.empty()));
            } else {
                String reason = Optional.ofNullable(refusals.get(name)).orElseGet(() -> after.without(name));
                results.add(new RedisSettingResult(server, name, value, Outcome.REFUSED, Optional.of(reason)));
            }
        });
        Optional<String> notWritten = refusal(Commands.configRewrite());
        results.add(new RedisSettingResult(
                server, RedisSettingResult.FILE, "", notWritten.isEmpty() ? Outcome.SET : Outcome.REFUSED, notWritten));
        return results;
    }

    /**
     * What a server says of its settings.
     *
     * @param refusal why it does not tell all
     */
    private record Found(Map<String, String> values, Optional<String> refusal) {

        String without(String name) {
            String value = values.get(name);
            if (value != null) {
                return "the server accepted it and still has " + value;
            }
            return "the server accepted it and does not tell what it has"
                    + refusal.map(reason -> ": " + reason).orElse("");
        }
    }

    private Found found(List<String> names) {
        try {
            Map<String, String> values = new LinkedHashMap<>();
            ask(Commands.configGet(names), false)
                    .forEach((name, value) -> values.put(name, Commands.text("the value of " + name, value)));
            return new Found(values, Optional.empty());
        } catch (EsabDataException e) {
            return new Found(fromInfo(), Optional.of(reason(e)));
        }
    }

    /** Managed servers tell some settings where they refuse CONFIG. */
    private Map<String, String> fromInfo() {
        Info info = Info.parse(ask(Commands.info(), false));
        Map<String, String> values = new LinkedHashMap<>();
        info.find("maxmemory").ifPresent(value -> values.put("maxmemory", value));
        info.find("maxmemory_policy").ifPresent(value -> values.put("maxmemory-policy", value));
        info.find("aof_enabled").ifPresent(value -> values.put("appendonly", value.equals("1") ? "yes" : "no"));
        return values;
    }

    /** Why the server refuses a command; empty when it does not. */
    private Optional<String> refusal(Request<String> request) {
        try {
            ask(request, true);
            return Optional.empty();
        } catch (EsabDataException e) {
            return Optional.of(reason(e));
        }
    }

    /** @throws EsabDataException as it is, unless it is the server's refusal of a command */
    private static String reason(EsabDataException failure) {
        if (failure instanceof StoreUnavailableException
                || !(failure.getCause() instanceof RedisCommandExecutionException refusal)) {
            throw failure;
        }
        return String.valueOf(refusal.getMessage());
    }

    private <T> T ask(Request<T> request, boolean write) {
        Exchange exchange = write ? router.writing(WHAT) : router.reading(WHAT);
        return exchange.await(exchange.send(request, link)).orElseThrow();
    }
}
