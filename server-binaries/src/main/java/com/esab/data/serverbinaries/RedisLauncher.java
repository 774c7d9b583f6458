package com.esab.data.serverbinaries;

import com.esab.data.testkit.server.spi.ServerKind;
import com.esab.data.testkit.server.spi.ServerLauncher;
import com.esab.data.testkit.server.spi.ServerProcess;
import com.esab.data.testkit.server.spi.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Redis 7.0, the last line under a BSD licence. */
public final class RedisLauncher implements ServerLauncher {

    private static final String VERSION = "7.0.15";

    /** For the service loader. */
    public RedisLauncher() {}

    @Override
    public ServerKind kind() {
        return ServerKind.REDIS;
    }

    @Override
    public ServerProcess prepare(ServerSettings settings) throws IOException {
        String platform = (Resources.isMac() ? "darwin" : "linux") + (Resources.isArm() ? "-arm64" : "-amd64");
        String name = "redis-" + VERSION + "-" + platform;
        Path executable = BinaryCache.executable(name, "/redis-server-" + VERSION + "-" + platform);

        Path folder = Resources.folder("redis");
        Map<String, String> configuration = new LinkedHashMap<>();
        configuration.put("bind", "127.0.0.1");
        configuration.put("port", Integer.toString(settings.port()));
        configuration.put("dir", folder.toString());
        configuration.put("requirepass", settings.password());
        configuration.put("save", "\"\"");
        configuration.put("appendonly", "no");
        configuration.put("repl-diskless-sync-delay", "0");
        configuration.putAll(settings.configuration());

        Path file = folder.resolve("redis.conf");
        Files.write(
                file,
                configuration.entrySet().stream()
                        .map(setting ->
                                setting.getKey() + " " + (setting.getValue().isEmpty() ? "\"\"" : setting.getValue()))
                        .toList());
        List<String> command = new ArrayList<>(List.of(executable.toString(), file.toString()));
        // only a sentinel knows these words, and the same executable is one when told so
        if (configuration.keySet().stream().anyMatch(setting -> setting.startsWith("sentinel "))) {
            command.add("--sentinel");
        }
        return new SupervisedProcess("Redis " + VERSION, folder, command, "KILL", null);
    }
}
