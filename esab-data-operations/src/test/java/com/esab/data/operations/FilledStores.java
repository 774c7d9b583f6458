package com.esab.data.operations;

import com.esab.data.EsabData;
import com.esab.data.ProgressListener;
import com.esab.data.archive.ArchiverSettings;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.UserId;
import com.esab.data.store.Store;
import com.esab.data.testkit.catalog.SampleCatalog;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** In-memory stores, with something in them or without. */
final class FilledStores {

    final InMemoryStores stores;
    final EsabData data;

    private FilledStores(Clock clock) {
        stores = new InMemoryStores(clock);
        data = EsabData.builder()
                .catalog(stores.catalog())
                .sessions(stores.sessions())
                .archive(stores.archive())
                .clock(clock)
                .archiver(ArchiverSettings.defaults().withBackground(false))
                .build();
    }

    static FilledStores empty(Clock clock) {
        return new FilledStores(clock);
    }

    /** The sample catalogue, ten archived sessions of which five have ended, three live ones that are not archived, a cached text. */
    static FilledStores of(Clock clock) {
        FilledStores filled = new FilledStores(clock);
        filled.data.catalog().load(SampleCatalog.data());
        for (int i = 0; i < 10; i++) {
            Session session = filled.conversation("user-" + i % 3);
            if (i % 2 == 0) {
                filled.data.sessions().abandon(session.id());
            } else {
                filled.data.archive().archive(session);
            }
        }
        for (int i = 0; i < 3; i++) {
            filled.conversation("user-" + i);
        }
        filled.data.cache().put("greeting", "grüß dich 👋", Duration.ofMinutes(20));
        return filled;
    }

    Session conversation(String user) {
        Session session = data.sessions().start(UserId.of(user));
        return data.sessions()
                .update(
                        session.id(),
                        found -> found.withMessage(
                                Message.user("I weld 5 mm of steel, \"overhead\" \\ 👋", found.createdAt())));
    }

    List<Store> all() {
        return data.stores();
    }

    /** All records of all stores, by store, in any order. */
    List<String> content() {
        List<String> lines = new ArrayList<>();
        for (Store store : all()) {
            store.content()
                    .orElseThrow()
                    .export(record -> lines.add(store.name() + " " + CanonicalJson.of(record)), ProgressListener.NONE);
        }
        lines.sort(null);
        return lines;
    }
}
