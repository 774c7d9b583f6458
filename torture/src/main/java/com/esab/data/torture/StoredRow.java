package com.esab.data.torture;

import com.esab.data.session.SessionId;
import java.util.List;

/**
 * What the checker looks at in a row of the archive.
 *
 * @param status as it is stored
 * @param expired whether the session ran out of time
 * @param messages the names of its messages, in order
 */
record StoredRow(SessionId session, long version, String status, boolean expired, List<String> messages) {

    StoredRow {
        messages = List.copyOf(messages);
    }
}
