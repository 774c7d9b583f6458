package com.esab.data.testkit.contract;

import com.esab.data.session.KeyValueCache;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What every {@link KeyValueCache} promises. */
public abstract class KeyValueCacheContract {

    private static final Duration HOUR = Duration.ofHours(1);

    private final String key = "contract " + UUID.randomUUID();

    /** For subclasses. */
    protected KeyValueCacheContract() {}

    /** The cache under test; what it holds of other tests does not matter. */
    protected abstract KeyValueCache cache();

    /** Lets this much time go by for the cache. */
    protected abstract void letTimePass(Duration time);

    @Test
    void a_value_is_found_under_its_key_and_no_other() {
        cache().put(key, "first", HOUR);
        cache().put(key + "2", "second", HOUR);

        assertThat(cache().get(key)).contains("first");
        assertThat(cache().get(key + "2")).contains("second");
        assertThat(cache().get(key + "3")).isEmpty();
    }

    @Test
    void a_put_replaces_the_value_before() {
        cache().put(key, "old", HOUR);
        cache().put(key, "new", HOUR);

        assertThat(cache().get(key)).contains("new");
    }

    @Test
    void a_value_is_gone_when_its_time_is_up_and_not_before() {
        cache().put(key, "value", HOUR);

        letTimePass(Duration.ofMinutes(59));
        assertThat(cache().get(key)).contains("value");

        letTimePass(Duration.ofMinutes(1));
        assertThat(cache().get(key)).isEmpty();
    }

    @Test
    void a_put_starts_the_time_anew() {
        cache().put(key, "value", HOUR);
        letTimePass(Duration.ofMinutes(40));
        cache().put(key, "value", HOUR);
        letTimePass(Duration.ofMinutes(40));

        assertThat(cache().get(key)).contains("value");
    }

    @Test
    void put_if_absent_keeps_the_value_that_is_there_and_its_time() {
        assertThat(cache().putIfAbsent(key, "first", HOUR)).isTrue();
        letTimePass(Duration.ofMinutes(40));
        assertThat(cache().putIfAbsent(key, "second", HOUR)).isFalse();
        assertThat(cache().get(key)).contains("first");

        letTimePass(Duration.ofMinutes(20));
        assertThat(cache().putIfAbsent(key, "third", HOUR)).isTrue();
        assertThat(cache().get(key)).contains("third");
    }

    @Test
    void remove_tells_whether_there_was_something() {
        cache().put(key, "value", HOUR);

        assertThat(cache().remove(key)).isTrue();
        assertThat(cache().get(key)).isEmpty();
        assertThat(cache().remove(key)).isFalse();
    }

    @Test
    void what_is_past_its_time_cannot_be_removed_any_more() {
        cache().put(key, "value", HOUR);
        assertThat(cache().get(key)).isPresent();
        letTimePass(HOUR);

        assertThat(cache().remove(key)).isFalse();
    }

    @Test
    void values_come_back_character_by_character() {
        for (String value : List.of(
                "", " ", "line\nbreak\ttab", "Schweißgerät", "溶接機 \uD83D\uDD25", "\"{[", "x".repeat(1_000_000))) {
            cache().put(key, value, HOUR);
            assertThat(cache().get(key)).contains(value);
        }
    }

    @Test
    void keys_may_hold_any_character_but_control_characters() {
        for (String odd : List.of("a b", "a*", "a?[b]", "{a}", "a:b", "\"", "ключ", "\uD83D\uDD25", "x".repeat(467))) {
            String name = odd + key;
            cache().put(name, odd, HOUR);
            assertThat(cache().get(name)).contains(odd);
            assertThat(cache().remove(name)).isTrue();
        }
    }

    @Test
    void a_malformed_key_is_refused() {
        for (String bad : List.of("", "a\nb", "a\u0000", "\uD83D", "x".repeat(513))) {
            assertThatIllegalArgumentException().isThrownBy(() -> cache().get(bad));
            assertThatIllegalArgumentException().isThrownBy(() -> cache().put(bad, "value", HOUR));
            assertThatIllegalArgumentException().isThrownBy(() -> cache().putIfAbsent(bad, "value", HOUR));
            assertThatIllegalArgumentException().isThrownBy(() -> cache().remove(bad));
        }
    }

    @Test
    void a_text_that_is_not_storable_is_refused_and_the_old_value_stays() {
        cache().put(key, "value", HOUR);

        for (String bad : List.of("a\u0000b", "half \uD83D", "\uDD25 half")) {
            assertThatIllegalArgumentException().isThrownBy(() -> cache().put(key, bad, HOUR));
            assertThatIllegalArgumentException().isThrownBy(() -> cache().putIfAbsent(key + "2", bad, HOUR));
            assertThatIllegalArgumentException().isThrownBy(() -> cache().putIfAbsent(key, bad, HOUR));
        }
        assertThat(cache().get(key)).contains("value");
        assertThat(cache().get(key + "2")).isEmpty();
    }

    @Test
    void a_time_to_live_under_a_millisecond_is_refused_and_the_old_value_stays() {
        cache().put(key, "value", HOUR);

        for (Duration bad : List.of(Duration.ZERO, Duration.ofNanos(999_999), Duration.ofSeconds(-1))) {
            assertThatIllegalArgumentException().isThrownBy(() -> cache().put(key, "other", bad));
            assertThatIllegalArgumentException().isThrownBy(() -> cache().putIfAbsent(key + "2", "other", bad));
            assertThatIllegalArgumentException().isThrownBy(() -> cache().putIfAbsent(key, "other", bad));
        }
        assertThat(cache().get(key)).contains("value");
        assertThat(cache().get(key + "2")).isEmpty();
    }

    @Test
    void get_or_put_asks_the_supplier_only_when_nothing_is_there() {
        AtomicInteger asked = new AtomicInteger();

        for (int i = 0; i < 3; i++) {
            assertThat(cache().getOrPut(key, HOUR, () -> "value " + asked.incrementAndGet()))
                    .isEqualTo("value 1");
        }
        assertThat(asked).hasValue(1);

        letTimePass(HOUR);
        assertThat(cache().getOrPut(key, HOUR, () -> "value " + asked.incrementAndGet()))
                .isEqualTo("value 2");
    }
}
