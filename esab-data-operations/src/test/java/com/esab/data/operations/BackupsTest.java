package com.esab.data.operations;

import com.esab.data.ProgressListener;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.operations.RestoreReport.Restored;
import com.esab.data.session.Session;
import com.esab.data.store.Store;
import com.esab.data.testkit.catalog.SampleCatalog;
import com.esab.data.testkit.contract.TestClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BackupsTest {

    private static final char[] PASSPHRASE = "correct horse battery staple".toCharArray();

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock(Instant.parse("2026-11-26T15:49:07Z"));
    private final FilledStores filled = FilledStores.of(clock);

    private Backups backups() {
        return Backups.builder().clock(clock).in(folder);
    }

    private Backups encrypted() {
        return Backups.builder().clock(clock).passphrase(PASSPHRASE).in(folder);
    }

    @Test
    void what_is_restored_into_empty_stores_is_what_was_backed_up() {
        BackupFile backup = backups().create(filled.all());
        FilledStores empty = FilledStores.empty(clock);

        RestoreReport report = backups().restore(backup.path(), empty.all(), Optional.empty(), false);

        assertThat(empty.content()).isEqualTo(filled.content()).hasSizeGreaterThan(1000);
        assertThat(report.stores()).extracting(Restored::holds).containsExactly("archive", "catalog", "sessions");
        assertThat(report.stores()).extracting(Restored::leftOut).containsOnly(0L);
    }

    @Test
    void a_backup_is_called_by_its_second_in_utc_and_the_next_one_in_that_second_by_a_later() {
        assertThat(backups().create(filled.all()).path()).hasFileName("20261126_154907.tar.gz");
        assertThat(backups().create(filled.all()).path()).hasFileName("20261126_154908.tar.gz");
        assertThat(encrypted().create(filled.all()).path()).hasFileName("20261126_154909.tar.gz.gpg");

        assertThat(backups().list())
                .extracting(BackupFile::madeAt)
                .containsExactly(
                        Instant.parse("2026-11-26T15:49:07Z"),
                        Instant.parse("2026-11-26T15:49:08Z"),
                        Instant.parse("2026-11-26T15:49:09Z"));
        assertThat(backups().list()).extracting(BackupFile::encrypted).containsExactly(false, false, true);
    }

    @Test
    void the_metadata_say_what_is_in_it() {
        BackupMetadata metadata =
                backups().verify(backups().create(filled.all()).path());

        assertThat(metadata.format()).isEqualTo(1);
        assertThat(metadata.stores())
                .extracting(BackupMetadata.StoreEntry::holds)
                .containsExactly("sessions", "archive", "catalog");
        assertThat(metadata.stores().get(0).records()).containsEntry("cached", 1L);
        assertThat(metadata.stores().get(1).records()).containsExactly(Map.entry("archived_session", 10L));
        assertThat(metadata.stores().get(2).records())
                .containsEntry("product", 247L)
                .containsEntry("compatibility", 1033L);
        assertThat(BackupMetadata.ofJson(metadata.toJson())).isEqualTo(metadata);
    }

    @Test
    void a_backup_is_readable_by_its_owner_only() throws IOException {
        assertThat(Files.getPosixFilePermissions(backups().create(filled.all()).path()))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }

    @Test
    void an_encrypted_backup_is_read_with_its_passphrase_only() throws IOException {
        BackupFile backup = encrypted().create(filled.all());
        assertThat(new String(Files.readAllBytes(backup.path()), StandardCharsets.ISO_8859_1))
                .doesNotContain("backup-metadata", "steel");

        assertThat(encrypted().verify(backup.path()).stores()).hasSize(3);
        assertThatExceptionOfType(BackupException.class)
                .isThrownBy(() -> backups().verify(backup.path()))
                .withMessageContaining("needs a passphrase");
        Backups other = Backups.builder().passphrase("wrong".toCharArray()).in(folder);
        assertThatExceptionOfType(BackupException.class)
                .isThrownBy(() -> other.verify(backup.path()))
                .withMessageContaining("passphrase")
                .withMessageNotContaining("wrong horse");
    }

    @Test
    void a_backup_that_was_cut_off_anywhere_is_not_good() throws IOException {
        for (Backups each : List.of(backups(), encrypted())) {
            BackupFile backup = each.create(filled.all());
            byte[] whole = Files.readAllBytes(backup.path());
            for (int length = 0; length < whole.length; length += step(backup)) {
                Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
                assertThatExceptionOfType(BackupException.class)
                        .as("the first %d of %d bytes", length, whole.length)
                        .isThrownBy(() -> each.verify(cut))
                        .withMessageContaining("cut");
            }
        }
    }

    /** A try with a passphrase costs a third of a second of hashing, on purpose: so fewer of these. */
    private static int step(BackupFile backup) {
        return (int) Math.max(1, backup.bytes() / (backup.encrypted() ? 9 : 97));
    }

    @Test
    void a_backup_of_which_one_bit_was_turned_is_not_good_or_holds_the_same_all_the_same() throws IOException {
        for (Backups each : List.of(backups(), encrypted())) {
            BackupFile backup = each.create(filled.all());
            List<BackupMetadata.StoreEntry> original =
                    each.verify(backup.path()).stores();
            byte[] whole = Files.readAllBytes(backup.path());
            int caught = 0;
            int tried = 0;
            for (int at = 0; at < whole.length; at += step(backup)) {
                byte[] turned = whole.clone();
                turned[at] ^= (byte) (1 << at % 8);
                Path file = Files.write(folder.resolve("turned"), turned);
                tried++;
                try {
                    // some bits say nothing that matters, such as the time in a header
                    assertThat(each.verify(file).stores()).isEqualTo(original);
                } catch (BackupException e) {
                    caught++;
                }
            }
            assertThat(caught).isGreaterThan(tried * 9 / 10);
        }
    }

    @Test
    void other_files_are_no_backups() throws IOException {
        Path text = Files.writeString(folder.resolve("20260101_000000.tar.gz"), "something else");
        Path foreign = Files.write(folder.resolve("20260102_000000.tar.gz"), tarGz(Map.of("etc/passwd", "root")));
        Path noMetadata = Files.write(folder.resolve("20260103_000000.tar.gz"), tarGz(Map.of("redis.jsonl", "")));
        Path odd = Files.write(
                folder.resolve("20260105_000000.tar.gz"),
                tarGz(
                        Map.of(
                                "backup-metadata.json",
                                "{\"format\":1,\"stores\":[{\"holds\":\"archive\",\"store\":\"s\",\"file\":\"f\",\"product\":5}]}")));
        Path newer = Files.write(
                folder.resolve("20260104_000000.tar.gz"), tarGz(Map.of("backup-metadata.json", "{\"format\":2}")));

        assertProblem(text, "no backup");
        assertProblem(foreign, "etc/passwd");
        assertProblem(noMetadata, "backup-metadata.json is missing");
        assertProblem(odd, "product");
        assertProblem(newer, "newer version of this library");
        assertProblem(folder.resolve("absent.tar.gz"), "there is no backup");
    }

    private void assertProblem(Path file, String problem) {
        assertThatExceptionOfType(BackupException.class)
                .isThrownBy(() -> backups().verify(file))
                .withMessageContaining(problem)
                .withMessageContaining(file.getFileName().toString());
    }

    private static byte[] tarGz(Map<String, String> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length());
                tar.putArchiveEntry(entry);
                tar.write(file.getValue().getBytes(StandardCharsets.US_ASCII));
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void when_a_store_is_lost_midway_no_backup_is_made_and_the_earlier_ones_stay() throws IOException {
        BackupFile earlier = backups().create(filled.all());
        clock.advance(Duration.ofHours(1));
        List<Store> stores = new ArrayList<>(filled.all());
        stores.set(0, faulty(stores.get(0), 100, Integer.MAX_VALUE));

        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> backups().create(stores));

        assertThat(names())
                .containsExactly(".lock", earlier.path().getFileName().toString());
        backups().verify(earlier.path());
    }

    @Test
    void what_a_killed_program_left_is_no_backup_and_is_removed_by_the_next_one() throws IOException {
        Files.writeString(folder.resolve(".unfinished-20261126_154907.tar.gz"), "half of");
        assertThat(backups().list()).isEmpty();

        backups().create(filled.all());

        assertThat(names()).containsExactly(".lock", "20261126_154907.tar.gz");
    }

    @Test
    void two_backups_in_one_folder_at_the_same_time_are_refused() throws IOException {
        try (FileChannel channel =
                        FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThatExceptionOfType(BackupException.class)
                    .isThrownBy(() -> backups().create(filled.all()))
                    .withMessageContaining("another backup");
        }
        backups().create(filled.all());
    }

    @Test
    void a_store_that_holds_something_is_not_overwritten_unless_that_is_said() {
        BackupFile backup = backups().create(filled.all());
        FilledStores other = FilledStores.empty(clock);
        other.conversation("somebody");
        List<String> before = other.content();

        assertThatExceptionOfType(BackupException.class)
                .isThrownBy(() -> backups().restore(backup.path(), other.all(), Optional.empty(), false))
                .withMessageContaining("is not empty")
                .withMessageContaining("session=1");
        assertThat(other.content()).isEqualTo(before);

        backups().restore(backup.path(), other.all(), Optional.empty(), true);
        assertThat(other.content()).isEqualTo(filled.content());
    }

    @Test
    void whatever_fails_before_the_switch_all_stores_hold_what_they_held() throws IOException {
        BackupFile backup = backups().create(filled.all());
        FilledStores other = FilledStores.empty(clock);
        other.conversation("somebody");
        List<String> before = other.content();

        for (int broken = 0; broken < 3; broken++) {
            for (int calls : List.of(0, 1, 3, 5)) {
                List<Store> stores = new ArrayList<>(other.all());
                stores.set(broken, faulty(stores.get(broken), Integer.MAX_VALUE, calls));
                assertThatExceptionOfType(StoreUnavailableException.class)
                        .isThrownBy(() -> backups().restore(backup.path(), stores, Optional.empty(), true));
                assertThat(other.content()).isEqualTo(before);
            }
        }
        byte[] whole = Files.readAllBytes(backup.path());
        Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, whole.length - 20));
        assertThatExceptionOfType(BackupException.class)
                .isThrownBy(() -> backups().restore(cut, other.all(), Optional.empty(), true));
        assertThat(other.content()).isEqualTo(before);
    }

    @Test
    void a_store_that_keeps_something_else_than_it_was_given_is_noticed_before_the_switch() {
        BackupFile backup = backups().create(filled.all());
        FilledStores other = FilledStores.empty(clock);
        for (int forgetful = 0; forgetful < 3; forgetful++) {
            List<Store> stores = new ArrayList<>(other.all());
            stores.set(forgetful, forgetful(stores.get(forgetful)));

            assertThatExceptionOfType(BackupException.class)
                    .isThrownBy(() -> backups().restore(backup.path(), stores, Optional.empty(), false))
                    .withMessageContaining("nothing was restored");
            assertThat(other.content()).isEmpty();
        }
    }

    @Test
    void one_store_can_be_restored_alone() {
        BackupFile backup = backups().create(filled.all());
        FilledStores other = FilledStores.empty(clock);

        backups().restore(backup.path(), List.of(other.stores.catalog()), Optional.empty(), false);

        assertThat(other.data.catalog().find(SampleCatalog.ARISTO_500IX)).isPresent();
        assertThat(other.data.archive().summary().totalSessions()).isZero();
        BackupFile catalogOnly = backups().create(List.of(filled.stores.catalog()));
        assertThatExceptionOfType(BackupException.class)
                .isThrownBy(() ->
                        backups().restore(catalogOnly.path(), List.of(other.stores.archive()), Optional.empty(), false))
                .withMessageContaining("holds no archive, only catalog");
    }

    @Test
    void a_session_of_which_the_archive_has_a_later_version_does_not_come_back() {
        Session early = filled.conversation("anna");
        BackupFile backup = backups().create(List.of(filled.stores.sessions()));
        clock.advance(Duration.ofSeconds(10));
        Session later = filled.data.sessions().update(early.id(), found -> found.withLanguage("de"));
        filled.data.archive().archive(later);

        RestoreReport report = backups()
                .restore(backup.path(), List.of(filled.stores.sessions()), Optional.of(filled.stores.archive()), true);

        assertThat(report.stores()).extracting(Restored::leftOut).containsExactly(1L);
        assertThat(filled.data.sessions().find(early.id())).isEmpty();
        assertThat(filled.data.sessions().resume(early.id()).language()).isEqualTo("de");
    }

    @Test
    void of_one_backup_the_archive_decides_which_sessions_come_back() {
        Session early = filled.conversation("anna");
        List<Store> stores = new ArrayList<>(filled.all());
        // the archiver gets to work after the sessions were read
        stores.set(1, afterwards(stores.get(1), () -> {
            clock.advance(Duration.ofSeconds(10));
            Session later = filled.data.sessions().update(early.id(), found -> found.withLanguage("de"));
            filled.data.archive().archive(later);
        }));
        BackupFile backup = backups().create(stores);
        FilledStores empty = FilledStores.empty(clock);

        RestoreReport report = backups().restore(backup.path(), empty.all(), Optional.empty(), false);

        assertThat(report.stores()).extracting(Restored::leftOut).containsExactly(0L, 0L, 1L);
        assertThat(empty.data.sessions().find(early.id())).isEmpty();
        assertThat(empty.data.archive().find(early.id())).isPresent();
    }

    @Test
    void sessions_are_not_restored_by_somebody_who_does_not_know_their_archive() {
        BackupFile backup = backups().create(filled.all());
        FilledStores other = FilledStores.empty(clock);

        assertThatExceptionOfType(BackupException.class)
                .isThrownBy(() ->
                        backups().restore(backup.path(), List.of(other.stores.sessions()), Optional.empty(), false))
                .withMessageContaining("without knowing their archive");
    }

    @Test
    void old_backups_are_deleted_only_when_enough_later_ones_are_good() throws IOException {
        List<BackupFile> made = new ArrayList<>();
        for (int day = 0; day < 6; day++) {
            made.add(backups().create(List.of(filled.stores.archive())));
            clock.advance(Duration.ofDays(1));
        }
        // 1 to 6 days old; the two latest are damaged
        damage(made.get(4).path());
        damage(made.get(5).path());

        assertThat(backups().deleteOlderThan(Duration.ofDays(3), 2)).containsExactly(made.get(0), made.get(1));
        assertThat(backups().list()).hasSize(4);
        assertThat(backups().deleteOlderThan(Duration.ofDays(0), 2)).isEmpty();
        assertThat(backups().deleteOlderThan(Duration.ofDays(0), 1)).containsExactly(made.get(2));
        assertThat(backups().deleteOlderThan(Duration.ofDays(0), 1)).isEmpty();
        backups().verify(made.get(3).path());
        assertThatIllegalArgumentException().isThrownBy(() -> backups().deleteOlderThan(Duration.ofDays(7), 0));
    }

    @Test
    void what_cannot_be_decrypted_does_not_count_as_good() {
        BackupFile old = backups().create(List.of(filled.stores.archive()));
        clock.advance(Duration.ofDays(30));
        encrypted().create(List.of(filled.stores.archive()));

        assertThat(backups().deleteOlderThan(Duration.ofDays(7), 1)).isEmpty();
        assertThat(encrypted().deleteOlderThan(Duration.ofDays(7), 1)).containsExactly(old);
    }

    private static void damage(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void progress_ends_with_all_there_is() {
        TreeSet<String> finished = new TreeSet<>();
        ProgressListener listener = (step, done, total) -> {
            if (done == total) {
                finished.add(step);
            }
        };
        Backups told = Backups.builder().clock(clock).progress(listener).in(folder);

        BackupFile backup = told.create(filled.all());
        told.restore(backup.path(), FilledStores.empty(clock).all(), Optional.empty(), false);

        assertThat(finished)
                .contains("20261126_154907.tar.gz", "restore catalog", "restore sessions", "restore archive")
                .hasSizeGreaterThanOrEqualTo(7);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** A store that is lost after so many records were read, or written. */
    private static Store faulty(Store store, int reads, int writes) {
        return ChangedStore.of(store, new ChangedStore.Behaviour() {

            private int readsLeft = reads;
            private int writesLeft = writes;

            @Override
            public void reading() {
                if (readsLeft-- == 0) {
                    throw StoreUnavailableException.unchanged(store.name(), "lost", null);
                }
            }

            @Override
            public boolean keeps() {
                if (writesLeft-- == 0) {
                    throw StoreUnavailableException.unchanged(store.name(), "lost", null);
                }
                return true;
            }
        });
    }

    /** A store that drops what it is given first. */
    private static Store forgetful(Store store) {
        return ChangedStore.of(store, new ChangedStore.Behaviour() {

            private boolean dropped;

            @Override
            public boolean keeps() {
                boolean keeps = dropped;
                dropped = true;
                return keeps;
            }
        });
    }

    /** A store after whose export something happens. */
    private static Store afterwards(Store store, Runnable action) {
        return ChangedStore.of(store, new ChangedStore.Behaviour() {
            @Override
            public void exported() {
                action.run();
            }
        });
    }
}
