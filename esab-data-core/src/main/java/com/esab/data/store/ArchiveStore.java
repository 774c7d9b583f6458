package com.esab.data.store;

import com.esab.data.archive.SessionArchive;
import java.time.Duration;

/** A store that holds past sessions. */
public interface ArchiveStore extends Store {

    SessionArchive archive();

    /** How long one call to the archive can take at the most; the lease of an archiver must be longer. */
    Duration longestCall();
}
