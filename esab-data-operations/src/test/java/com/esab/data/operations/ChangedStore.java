package com.esab.data.operations;

import com.esab.data.ProgressListener;
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

/** A store whose content behaves in another way than its own. */
final class ChangedStore {

    private ChangedStore() {}

    /** What is different. */
    interface Behaviour {

        /** Called before each record that is read. */
        default void reading() {}

        /** Called before each record that is written; whether it is. */
        default boolean keeps() {
            return true;
        }

        /** Called when all has been read. */
        default void exported() {}
    }

    static Store of(Store store, Behaviour behaviour) {
        StoreContent content = new Content(store.content().orElseThrow(), behaviour);
        Class<?> type = store instanceof SessionStore
                ? SessionStore.class
                : store instanceof ArchiveStore ? ArchiveStore.class : CatalogStore.class;
        return (Store)
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals("content")) {
                        return Optional.of(content);
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private record Content(StoreContent content, Behaviour behaviour) implements StoreContent {

        @Override
        public Map<String, Long> count() {
            return content.count();
        }

        @Override
        public void export(Consumer<? super ContentRecord> out, ProgressListener progress) {
            content.export(
                    record -> {
                        behaviour.reading();
                        out.accept(record);
                    },
                    progress);
            behaviour.exported();
        }

        @Override
        public Replacement replace() {
            Replacement replacement = content.replace();
            return new Replacement() {
                @Override
                public void put(ContentRecord record) {
                    if (behaviour.keeps()) {
                        replacement.put(record);
                    }
                }

                @Override
                public void export(Consumer<? super ContentRecord> out) {
                    replacement.export(out);
                }

                @Override
                public void commit() {
                    replacement.commit();
                }

                @Override
                public void close() {
                    replacement.close();
                }
            };
        }
    }
}
