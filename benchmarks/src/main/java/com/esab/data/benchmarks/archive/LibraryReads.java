package com.esab.data.benchmarks.archive;

import com.esab.data.archive.ArchiveQuery;
import com.esab.data.archive.ArchivedSession;
import com.esab.data.archive.SessionSummaryStats;
import com.esab.data.archive.UserSessionHistory;
import com.esab.data.postgres.PostgresArchive;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The library's archive. */
final class LibraryReads implements Reads {

    private final PostgresArchive library;

    LibraryReads(PostgresArchive library) {
        this.library = library;
    }

    @Override
    public List<String> find(String id) {
        return library.archive().find(SessionId.of(id)).map(LibraryReads::id).stream()
                .toList();
    }

    @Override
    public List<String> ofUser(String user, int most) {
        return ids(ArchiveQuery.all().user(UserId.of(user)).limit(most));
    }

    @Override
    public List<String> inTime(Instant from, Instant until, int most) {
        return ids(
                ArchiveQuery.all().lastActiveFrom(from).lastActiveUntil(until).limit(most));
    }

    @Override
    public List<String> containing(Map<String, String> parameters, int most) {
        return ids(ArchiveQuery.all()
                .containing(ArchiveQuery.Part.MASTER_PARAMETERS, parameters)
                .limit(most));
    }

    private List<String> ids(ArchiveQuery query) {
        return library.archive().list(query).stream().map(LibraryReads::id).toList();
    }

    @Override
    public List<String> stream(int most) {
        List<String> ids = new ArrayList<>();
        library.archive().forEach(ArchiveQuery.all().limit(most), session -> ids.add(id(session)));
        return ids;
    }

    private static String id(ArchivedSession session) {
        return session.id().value();
    }

    @Override
    public SessionSummaryStats summary() {
        return library.archive().summary();
    }

    @Override
    public Optional<UserSessionHistory> history(String user) {
        return library.archive().history(UserId.of(user));
    }

    @Override
    public List<UserSessionHistory> histories(int most) {
        return library.archive().histories(most);
    }

    @Override
    public void close() {
        library.close();
    }
}
