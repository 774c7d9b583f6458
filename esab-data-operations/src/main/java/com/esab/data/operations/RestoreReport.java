package com.esab.data.operations;

import java.util.List;
import java.util.Map;

/**
 * What a restore put back.
 *
 * @param backup what the restored backup says of itself
 * @param stores in the order in which they were switched
 */
public record RestoreReport(BackupMetadata backup, List<Restored> stores) {

    /**
     * What was put back into one store.
     *
     * @param holds what the store is for: {@code catalog}, {@code sessions} or {@code archive}
     * @param store the store's name
     * @param records how many records of each kind were put back
     * @param leftOut how many sessions were not put back, since the archive has a later version of them
     */
    public record Restored(String holds, String store, Map<String, Long> records, long leftOut) {

        public Restored {
            records = Map.copyOf(records);
        }
    }

    public RestoreReport {
        stores = List.copyOf(stores);
    }
}
