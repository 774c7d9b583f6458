package com.esab.data.store;

import com.esab.data.session.KeyValueCache;
import com.esab.data.session.Locks;
import com.esab.data.session.SessionCache;

/** A store that holds the live sessions, and what else lives for a limited time. */
public interface SessionStore extends Store {

    SessionCache sessions();

    KeyValueCache cache();

    Locks locks();
}
