package com.esab.data.redis;

import com.esab.data.error.ConfigurationException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.session.SessionId;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** A password is shown nowhere: in no exception, no log, no text of an object, no health. */
@ExtendWith(RealServers.class)
class SecretsIT {

    private static final String SECRET = "s3cr3t-marker";
    /** For what cannot succeed. */
    private static final Duration HASTE = Duration.ofMillis(300);

    private final List<String> shown = new ArrayList<>();
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final PrintStream before = System.err;
    private RedisServer server;

    @BeforeEach
    void start() {
        server = RealServers.dedicatedRedis();
        try (RawRedis raw = new RawRedis(server)) {
            raw.redis()
                    .aclSetuser(
                            "app",
                            AclSetuserArgs.Builder.on()
                                    .addPassword(SECRET)
                                    .allKeys()
                                    .allCommands());
            raw.redis()
                    .aclSetuser(
                            "weak",
                            AclSetuserArgs.Builder.on()
                                    .addPassword(SECRET)
                                    .allKeys()
                                    .addCommand(CommandType.GET));
        }
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void close() {
        System.setErr(before);
        server.close();
    }

    @Test
    void the_password_is_shown_nowhere_whatever_fails() {
        RedisSessions.Builder builder = builder();
        try (RedisSessions store = builder.connect(address("app:" + SECRET + "@"));
                RedisSessions hasty = builder().commandTimeout(HASTE).connect(address("app:" + SECRET + "@"))) {
            show(builder, store, store.sessions(), store.cache(), store.locks(), store.health(Duration.ofSeconds(30)));
            assertThat(store.cache().get("key")).isEmpty();

            server.freeze();
            show(thrownBy(StoreUnavailableException.class, () -> hasty.cache().get("key")));
            show(hasty.health(HASTE));
            show(thrownBy(
                    StoreUnavailableException.class,
                    () -> builder().connectTimeout(HASTE).connect(address("app:" + SECRET + "@"))));
            server.thaw();

            try (RawRedis raw = new RawRedis(server)) {
                raw.redis().aclDeluser("app");
            }
            show(thrownBy(StoreUnavailableException.class, () -> store.cache().get("key")));
            server.stop();
            show(thrownBy(
                    StoreUnavailableException.class, () -> store.sessions().find(SessionId.random())));
            show(store.health(HASTE));
        }
        show(thrownBy(StoreUnavailableException.class, () -> builder().connect(address("app:" + SECRET + "@"))));

        assertThat(shown).isNotEmpty().noneMatch(text -> text.contains(SECRET));
        assertThat(logged.toString(StandardCharsets.UTF_8)).doesNotContain(SECRET);
    }

    @Test
    void credentials_that_the_server_refuses_are_a_configuration_error_that_does_not_repeat_them() {
        String wrong = SECRET + "-wrong";

        show(thrownBy(ConfigurationException.class, () -> builder().connect(address("app:" + wrong + "@"))));
        show(thrownBy(ConfigurationException.class, () -> builder().connect(address(":" + wrong + "@"))));
        show(thrownBy(
                ConfigurationException.class, () -> builder().password(wrong).connect(address(""))));
        show(thrownBy(ConfigurationException.class, () -> builder().connect(address(""))));
        show(thrownBy(ConfigurationException.class, () -> new RedisStoreProvider()
                .connect(Map.of(
                        "REDIS_HOST", server.host(),
                        "REDIS_PORT", Integer.toString(server.port()),
                        "REDIS_PASSWORD", wrong))));

        assertThat(shown)
                .hasSize(5)
                .allMatch(text -> text.contains("redis refuses the credentials"))
                .noneMatch(text -> text.contains(SECRET));
        assertThat(logged.toString(StandardCharsets.UTF_8)).doesNotContain(SECRET);
    }

    @Test
    void a_user_who_may_not_run_a_command_is_told_which_operation_failed() {
        try (RedisSessions store = builder().connect(address("weak:" + SECRET + "@"))) {
            SessionId id = SessionId.random();
            show(thrownBy(ConfigurationException.class, () -> store.sessions().find(id)));
            assertThat(shown).allMatch(text -> text.contains(id.value()) && text.contains("NOPERM"));
            assertThat(store.cache().get("key")).isEmpty();
        }
        assertThat(shown).hasSize(1).noneMatch(text -> text.contains(SECRET));
    }

    private static RedisSessions.Builder builder() {
        return RawRedis.patient();
    }

    private String address(String credentials) {
        return "redis://" + credentials + server.host() + ":" + server.port();
    }

    private static Throwable thrownBy(Class<? extends RuntimeException> type, Runnable call) {
        Throwable thrown = catchThrowable(call::run);
        assertThat(thrown).isInstanceOf(type);
        return thrown;
    }

    private void show(Object... objects) {
        for (Object object : objects) {
            StringWriter text = new StringWriter();
            text.append(String.valueOf(object));
            if (object instanceof Throwable thrown) {
                thrown.printStackTrace(new PrintWriter(text));
            }
            shown.add(text.toString());
        }
    }
}
