package com.esab.data;

import com.esab.data.archive.SessionArchive;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.SessionCache;
import com.esab.data.store.ArchiveStore;
import com.esab.data.store.SessionStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The sessions and the archive in memory, which fail, answer otherwise or let something happen first where a test says
 * so. Calls are named by interface and method, such as {@code ArchiveQueue.claim}.
 */
public final class FaultyStores {

    private static final Object GO_ON = new Object();

    private final SessionStore sessions;
    private final ArchiveStore archive;
    private final Map<String, Supplier<Object>> answers = new ConcurrentHashMap<>();
    private final Map<String, Consumer<List<?>>> firsts = new ConcurrentHashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private volatile boolean archiveDown;

    /** Over these stores, which stay as they are. */
    public FaultyStores(InMemoryStores stores) {
        SessionCache cache = proxy(SessionCache.class, stores.sessions().sessions());
        Optional<ArchiveQueue> queue =
                stores.sessions().archiveQueue().map(working -> proxy(ArchiveQueue.class, working));
        answers.put("SessionStore.sessions", () -> cache);
        answers.put("SessionStore.archiveQueue", () -> queue);
        sessions = proxy(SessionStore.class, stores.sessions());
        SessionArchive records = proxy(SessionArchive.class, stores.archive().archive());
        answers.put("ArchiveStore.archive", () -> records);
        archive = proxy(ArchiveStore.class, stores.archive());
    }

    public SessionStore sessions() {
        return sessions;
    }

    public ArchiveStore archive() {
        return archive;
    }

    /** From now on, every call of the archive fails, or none does. */
    public void archiveIsDown(boolean down) {
        archiveDown = down;
    }

    /** From now on, this is answered instead. */
    public void answer(String call, Supplier<Object> answer) {
        answers.put(call, answer);
    }

    /** From now on, this call is answered as usual. */
    public void answerAsUsual(String call) {
        answers.remove(call);
    }

    /** From now on, this call finds its store unavailable. */
    public void fail(String call) {
        answer(call, () -> {
            throw unavailable(call);
        });
    }

    /** Lets something happen before each such call, or fail it; it is told the arguments. */
    public void before(String call, Consumer<List<?>> action) {
        firsts.put(call, action);
    }

    /** Lets something happen before the next such call. */
    public void beforeNext(String call, Runnable action) {
        before(call, arguments -> {
            firsts.remove(call);
            action.run();
        });
    }

    /** How often this was called. */
    public long calls(String call) {
        return calls.stream().filter(call::equals).count();
    }

    public static StoreUnavailableException unavailable(String call) {
        return StoreUnavailableException.unchanged("store of the test", call + " was refused", null);
    }

    private <T> T proxy(Class<T> type, T working) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    String call = type.getSimpleName() + "." + method.getName();
                    Object answer = answer(type, call, arguments == null ? List.of() : List.of(arguments));
                    if (answer != GO_ON) {
                        return answer;
                    }
                    try {
                        return method.invoke(working, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private Object answer(Class<?> type, String call, List<?> arguments) {
        calls.add(call);
        if (archiveDown && type == SessionArchive.class) {
            throw unavailable(call);
        }
        firsts.getOrDefault(call, nothing -> {}).accept(arguments);
        return answers.getOrDefault(call, () -> GO_ON).get();
    }
}
