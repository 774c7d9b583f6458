package com.esab.data.benchmarks.sessions;

import com.esab.data.session.Message;
import com.esab.data.session.Session;
import io.lettuce.core.SetArgs;
import java.time.Instant;
import java.util.Objects;

/** SET and GET of the library's document, by the driver alone: the last one to save wins, and an archive learns of nothing. */
final class SetAndGet implements Contender<Session> {

    private final Lettuce lettuce;

    SetAndGet(String host, int port) {
        lettuce = new Lettuce(host, port);
    }

    @Override
    public Session begin(Session session) {
        return set(session);
    }

    @Override
    public Session save(Session session, Message said) {
        return set(Dialogue.withLast(session, said));
    }

    private Session set(Session session) {
        Session saved = session.saved(session.version() + 1, Instant.now());
        Lettuce.await(lettuce.commands()
                .set(Lettuce.record(session.id().value()), Document.write(saved), SetArgs.Builder.ex(TIME_TO_LIVE)));
        return saved;
    }

    @Override
    public Session find(String id) {
        byte[] document = Lettuce.await(lettuce.commands().get(Lettuce.record(id)));
        return Document.read(Objects.requireNonNull(document));
    }

    @Override
    public Session asSession(Session session) {
        return session;
    }

    @Override
    public void close() {
        lettuce.close();
    }
}
