package com.esab.data.redis;

import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import io.lettuce.core.cluster.SlotHash;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Names of keys, and what names stand for. */
class KeyLayoutTest {

    private static final String RUN = "0123456789ab";
    private static final SessionId ID = SessionId.of("abc-123.x_y");

    static List<KeyLayout> layouts() {
        return List.of(KeyLayout.STANDALONE, KeyLayout.CLUSTER, new Buckets());
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void a_name_stands_for_what_it_was_made_for(KeyLayout keys) {
        UserId user = UserId.of("a:b user:1:sessions");

        assertThat(keys.sessionOf(keys.record(ID))).contains(ID);
        assertThat(keys.sessionWith(keys.record(ID))).contains(ID);
        assertThat(keys.sessionWith(keys.expiry(ID))).contains(ID);
        assertThat(keys.sessionOf(keys.expiry(ID))).isEmpty();
        assertThat(keys.cacheKeyOf(keys.cached("a:{b}*"))).contains("a:{b}*");
        assertThat(keys.userOf(keys.sessionsOf(user))).contains(user);
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void another_name_stands_for_nothing(KeyLayout keys) {
        for (String name : List.of(
                "session:",
                "session:a b",
                "session:a:b",
                "session:a:ttl:ttl",
                "session:{b999}:a",
                "sessions:due",
                "sessions:dead",
                "ttl",
                ":ttl",
                "cache:",
                "cache:a\nb",
                "caches:a",
                "user:sessions",
                "user::sessions",
                "user:a:session",
                "user:{a}:sessions",
                "lock:a",
                "restoring:0123456789ab:",
                "restoring:0123456789AB:session:a",
                "restoring:session:a")) {
            assertThat(keys.sessionWith(name)).as(name).isEmpty();
            assertThat(keys.cacheKeyOf(name)).as(name).isEmpty();
            assertThat(keys.userOf(name)).as(name).isEmpty();
            assertThat(keys.isStaged(name)).as(name).isFalse();
        }
    }

    static Stream<String> names() {
        return Stream.of(
                "session:abc",
                "session:{b017}:abc",
                "cache:plain",
                "cache:{tag}:x",
                "cache:}{",
                "cache:{}",
                "cache:a}b",
                "cache:{{x}}:}:",
                "cache:\u00e5\ud83d\ude00");
    }

    @ParameterizedTest
    @MethodSource("names")
    void what_is_staged_lies_in_the_slot_of_the_name_it_will_have(String name) {
        String staged = KeyLayout.CLUSTER.staged(RUN, name);

        assertThat(SlotHash.getSlot(staged)).isEqualTo(SlotHash.getSlot(name));
    }

    @ParameterizedTest
    @MethodSource("names")
    void only_the_same_restore_finds_what_it_has_staged(String name) {
        for (KeyLayout keys : layouts()) {
            String staged = keys.staged(RUN, name);

            assertThat(keys.isStaged(staged)).isTrue();
            assertThat(keys.unstaged(RUN, staged)).contains(name);
            assertThat(keys.unstaged("ba9876543210", staged)).isEmpty();
            assertThat(keys.sessionWith(staged)).isEmpty();
            assertThat(keys.cacheKeyOf(staged)).isEmpty();
        }
    }

    @Test
    void every_slot_has_a_hash_tag() {
        for (int slot = 0; slot < SlotHash.SLOT_COUNT; slot++) {
            assertThat(SlotHash.getSlot("{" + KeyLayout.SlotTags.of(slot) + "}"))
                    .isEqualTo(slot);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"restoring:0123456789ab:x", "restoring:0123456789ab:{1}:x", "restoring:0123456789ab:1}:x"})
    void in_a_cluster_nothing_is_staged_under_another_tag(String name) {
        assertThat(KeyLayout.CLUSTER.unstaged(RUN, name)).isEmpty();
    }
}
