package com.esab.data.redis;

import com.esab.data.store.SessionStore;
import com.esab.data.store.StoreProvider;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(RealServers.class)
class RedisStoreProviderIT {

    @Test
    void the_service_loader_finds_a_provider_that_connects_to_the_database_of_the_environment(RedisServer server) {
        StoreProvider provider = ServiceLoader.load(StoreProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.kind() == StoreProvider.Kind.SESSIONS)
                .findFirst()
                .orElseThrow();
        Map<String, String> environment = Map.of(
                "REDIS_HOST", server.host(),
                "REDIS_PORT", " " + server.port() + " ",
                "REDIS_PASSWORD", server.password(),
                "REDIS_DB", Integer.toString(RawRedis.DATABASE));

        // the first to connect, since the driver takes its time to start and the environment has no word for patience
        try (RawRedis raw = new RawRedis(server);
                SessionStore store = (SessionStore) provider.connect(environment)) {
            store.cache().put("from the environment", "value", Duration.ofMinutes(1));

            assertThat(raw.redis().get("cache:from the environment")).isEqualTo("value");
            assertThat(store.name()).isEqualTo("redis");
        }
    }
}
