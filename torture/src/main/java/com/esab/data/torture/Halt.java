package com.esab.data.torture;

import com.esab.data.archive.SessionArchive;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.SessionCache;
import com.esab.data.store.ArchiveStore;
import com.esab.data.store.SessionStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Halts this program right after a store has done what is asked of it, before anybody gets to know. */
final class Halt {

    static final int EXIT_CODE = 86;

    private final AtomicReference<String> after = new AtomicReference<>("");

    /** @param method the method of a store after whose next call the program halts */
    void after(String method) {
        after.set(method);
    }

    static void now() {
        Runtime.getRuntime().halt(EXIT_CODE);
    }

    SessionStore over(SessionStore store) {
        return wrapped(SessionStore.class, store);
    }

    ArchiveStore over(ArchiveStore store) {
        return wrapped(ArchiveStore.class, store);
    }

    private <T> T wrapped(Class<T> type, T target) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object result;
                    try {
                        result = method.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                    if (result instanceof SessionCache
                            || result instanceof ArchiveQueue
                            || result instanceof SessionArchive) {
                        return wrapPart(result);
                    }
                    if (result instanceof Optional<?> part
                            && part.isPresent()
                            && part.get() instanceof ArchiveQueue queue) {
                        return Optional.of(wrapPart(queue));
                    }
                    if (method.getName().equals(after.get())) {
                        now();
                    }
                    return result;
                }));
    }

    private Object wrapPart(Object part) {
        for (Class<?> type : Set.of(SessionCache.class, ArchiveQueue.class, SessionArchive.class)) {
            if (type.isInstance(part)) {
                return wrapUnchecked(type, part);
            }
        }
        return part;
    }

    private <T> T wrapUnchecked(Class<T> type, Object part) {
        return wrapped(type, type.cast(part));
    }
}
