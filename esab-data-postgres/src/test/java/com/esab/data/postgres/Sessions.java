package com.esab.data.postgres;

import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Sessions to archive. */
final class Sessions {

    static final Instant MORNING = Instant.parse("2025-11-22T08:00:00.123Z");
    static final UserId ANNA = UserId.of("anna");

    private Sessions() {}

    static Session session(String id) {
        return Session.begin(SessionId.of(id), Optional.of(ANNA), MORNING)
                .withMessage(Message.user("I need 500 A", MORNING))
                .saved(1, MORNING.plusSeconds(60));
    }

    static List<Session> sessions(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> session("s-%05d".formatted(i)))
                .toList();
    }
}
