package com.esab.data.store;

import com.esab.data.archive.SessionArchive;

/** A store that holds past sessions. */
public interface ArchiveStore extends Store {

    SessionArchive archive();
}
