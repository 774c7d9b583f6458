package com.esab.data.redis;

import com.esab.data.error.CorruptRecordException;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import java.nio.charset.StandardCharsets;

/** Reads what scripts bring of sessions. */
final class Records {

    private Records() {}

    /** @throws CorruptRecordException when this is not the document of this session */
    static Session session(SessionId id, byte[] document) {
        Session session;
        try {
            session = Session.fromJson(Commands.text("the record", document));
        } catch (CorruptRecordException e) {
            throw new CorruptRecordException("session " + id + ": " + e.getMessage(), e);
        }
        if (!session.id().equals(id)) {
            throw new CorruptRecordException("session " + id + ": the record is that of session " + session.id());
        }
        return session;
    }

    /** @throws CorruptRecordException when no session can be called so */
    static SessionId id(String where, Object name) {
        try {
            return SessionId.of(text(name));
        } catch (IllegalArgumentException e) {
            throw new CorruptRecordException(where + ": " + e.getMessage(), e);
        }
    }

    static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }
}
