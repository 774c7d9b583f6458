package com.esab.data.testkit.contract;

import com.esab.data.ProgressListener;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.store.ArchiveStore;
import com.esab.data.store.CatalogStore;
import com.esab.data.store.ContentRecord;
import com.esab.data.store.SessionStore;
import com.esab.data.store.Store;
import com.esab.data.store.StoreContent;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The contracts of content, held against one that takes everything and hands over nothing, of stores that work. */
final class OnSilentContent {

    private OnSilentContent() {}

    static final class OfCatalog extends CatalogContentContract {

        private final CatalogStore store = silent(CatalogStore.class, new InMemoryStores(new TestClock()).catalog());

        @Override
        protected CatalogStore store() {
            return store;
        }
    }

    static final class OfSessions extends SessionContentContract {

        private final SessionStore store = silent(SessionStore.class, new InMemoryStores(new TestClock()).sessions());

        @Override
        protected SessionStore store() {
            return store;
        }
    }

    static final class OfArchive extends ArchiveContentContract {

        private final ArchiveStore store = silent(ArchiveStore.class, new InMemoryStores(new TestClock()).archive());

        @Override
        protected ArchiveStore store() {
            return store;
        }
    }

    private static <T extends Store> T silent(Class<T> type, T working) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals("content")) {
                        return Optional.of(new SilentContent());
                    }
                    try {
                        return method.invoke(working, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private static final class SilentContent implements StoreContent {

        @Override
        public Map<String, Long> count() {
            return Map.of();
        }

        @Override
        public void export(Consumer<? super ContentRecord> out, ProgressListener progress) {
            // nothing to hand over
        }

        @Override
        public Replacement replace() {
            return new SilentReplacement();
        }
    }

    private static final class SilentReplacement implements StoreContent.Replacement {

        @Override
        public void put(ContentRecord record) {
            // nothing is kept
        }

        @Override
        public void export(Consumer<? super ContentRecord> out) {
            // nothing was kept
        }

        @Override
        public void commit() {
            // nothing was kept
        }

        @Override
        public void close() {
            // nothing was kept
        }
    }
}
