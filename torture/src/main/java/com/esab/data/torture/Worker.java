package com.esab.data.torture;

import com.esab.data.EsabData;
import com.esab.data.archive.ArchiverSettings;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.Selection;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionState;
import com.esab.data.testkit.catalog.SampleCatalog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/**
 * An app: holds conversations in some threads, archives in another, and writes its history.
 *
 * <p>Arguments: its name, the folder of the histories, a seed, the number of threads. It obeys the lines of its standard input, {@code stop},
 * {@code halt} and a number of microseconds, or {@code after} and the method of a store; it halts when that ends, as the input of a
 * program does whose parent is gone.
 */
final class Worker {

    private final Halt halt = new Halt();
    private final CountDownLatch stopping = new CountDownLatch(1);

    private Worker() {}

    public static void main(String[] arguments) throws Exception {
        new Worker()
                .run(arguments[0], Path.of(arguments[1]), Long.parseLong(arguments[2]), Integer.parseInt(arguments[3]));
        Runtime.getRuntime().halt(0);
    }

    private void run(String name, Path folder, long seed, int threads) throws Exception {
        start(this::obey, "orders");
        Stores stores = Stores.of(System.getenv());
        ArchiverSettings archiver = ArchiverSettings.defaults()
                .withPauses(Duration.ofMillis(200), Duration.ofSeconds(1))
                .withSweepInterval(Duration.ofSeconds(2));
        try (History history = new History(folder, name);
                EsabData data = Stores.open(halt.over(stores.sessions()), halt.over(stores.archive()), archiver)) {
            Selection finished = finishedSelection();
            List<Thread> working = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Conversations conversations = new Conversations(
                        data, history, name + ".t" + i, finished, new Random(seed * 1_000 + i), stopping);
                working.add(start(conversations, "conversations-" + i));
            }
            System.out.println("ready");
            for (Thread thread : working) {
                thread.join();
            }
        }
    }

    /** What a session needs to be completed. */
    private static Selection finishedSelection() {
        try (EsabData data = EsabData.inMemory()) {
            data.catalog().load(SampleCatalog.data());
            SessionId id = data.sessions().start().id();
            Session session = data.sessions().select(id, SampleCatalog.ARISTO_500IX);
            while (session.state() != SessionState.FINALIZE) {
                ComponentType type = session.state().component().orElseThrow();
                Optional<Product> first = data
                        .compatibility()
                        .candidates(CandidateQuery.of(type, session.selection()).limit(1))
                        .items()
                        .stream()
                        .findFirst();
                session = first.isEmpty() || type == ComponentType.ACCESSORY
                        ? data.sessions().skip(id, type)
                        : data.sessions().select(id, first.get().gin());
            }
            return session.selection();
        }
    }

    private void obey() {
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            String order;
            while ((order = orders.readLine()) != null) {
                if (order.equals("stop")) {
                    stopping.countDown();
                } else if (order.startsWith("after ")) {
                    halt.after(order.substring("after ".length()));
                } else if (order.startsWith("halt ")) {
                    long micros = Long.parseLong(order.substring("halt ".length()));
                    Thread.sleep(micros / 1_000, (int) (micros % 1_000) * 1_000);
                    Halt.now();
                }
            }
        } catch (IOException | InterruptedException e) {
            // as when the input ends
        }
        Halt.now();
    }

    private static Thread start(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
