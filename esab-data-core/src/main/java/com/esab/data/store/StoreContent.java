package com.esab.data.store;

import com.esab.data.ProgressListener;
import java.util.Map;
import java.util.function.Consumer;

/**
 * All that a store holds for its users, to be taken out and put into another store of the same kind; what backups are made of.
 *
 * <p>The schema is not part of it: the store that is filled has been migrated before. When the store does not answer, every method
 * throws {@link com.esab.data.error.StoreUnavailableException}.
 */
public interface StoreContent {

    /** How many things of each kind there are, every kind named, those with none too. A few queries, or one pass over the keys. */
    Map<String, Long> count();

    /**
     * Hands over everything whose time is not up, one record at a time and without holding it all in memory. What changes meanwhile
     * is in it as it was when the export began, or, in a store without such a view, as it is when its turn comes; where that would
     * tear apart what belongs together, the export fails instead.
     *
     * <p>A record is written the same way whenever nothing changed, but records come in any order within their kind.
     *
     * @param out what it throws ends the export
     * @throws com.esab.data.error.CorruptRecordException when the store holds something that cannot be read; nothing is left out
     * @throws com.esab.data.error.EsabDataException when what is stored is incomplete, {@link #isHalfReplaced() half replaced}, or changed
     *     as above
     */
    void export(Consumer<? super ContentRecord> out, ProgressListener progress);

    /**
     * Whether a commit of a replacement broke off on its way, so that the store holds some of the old content and some of the new one.
     * Never in a store whose commit is one step. At most one round trip.
     */
    default boolean isHalfReplaced() {
        return false;
    }

    /**
     * Brings a commit that broke off to its end: the rest of the new content takes its place. Does nothing where none has; several may
     * do it at once.
     *
     * @throws com.esab.data.error.StoreUnavailableException when it broke off again; repeating it goes on where it ended
     */
    default void finishReplacement() {}

    /**
     * Begins to replace everything, after what {@link #finishReplacement} does. Until {@link Replacement#commit} nothing that the
     * store's users see has changed, and after a failure or a crash before it nothing ever will.
     *
     * @throws com.esab.data.error.MigrationException when the schema is not the one this library brings
     */
    Replacement replace();

    /**
     * New content that is not in force yet. Used by one thread.
     *
     * <p>After a method has thrown, and after the commit, every method but {@link #close} throws an {@link IllegalStateException}.
     */
    interface Replacement extends AutoCloseable {

        /**
         * Adds a record; kinds come in the order in which the export hands them over. Records are written in batches.
         *
         * @throws com.esab.data.error.CorruptRecordException when it is none that the export of such a store has written; what only
         *     the store can notice, such as a record that is there twice, is thrown when its batch is written, by the commit at the
         *     latest
         */
        void put(ContentRecord record);

        /** Reads back what was put, from the store itself, in the form of {@link StoreContent#export}. */
        void export(Consumer<? super ContentRecord> out);

        /**
         * Puts the new content in the place of the old one, which is gone then.
         *
         * @throws com.esab.data.error.StoreUnavailableException with {@code outcomeUnknown} when the commit was on its way and nothing
         *     came back; {@link StoreContent#finishReplacement} brings one that was half done to its end
         */
        void commit();

        /** Without a commit, takes back what was put. */
        @Override
        void close();
    }
}
