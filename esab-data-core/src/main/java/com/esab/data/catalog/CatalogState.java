package com.esab.data.catalog;

import java.util.Map;

/**
 * What a catalogue says of itself.
 *
 * @param revision rises with every completed change of the catalogue; 0 for one that was never loaded
 * @param complete false while a load is under way, or after one that did not finish; loading again completes it
 * @param defaultApplicability which components a power source takes that says nothing itself
 */
public record CatalogState(long revision, boolean complete, Map<ComponentType, Applicability> defaultApplicability) {

    public CatalogState {
        defaultApplicability = Map.copyOf(defaultApplicability);
    }

    /** Whether and how this power source takes components of a type; {@code OPTIONAL} where nobody says. */
    public Applicability applicability(PowerSource powerSource, ComponentType type) {
        Applicability own = powerSource.applicability().get(type);
        return own != null ? own : defaultApplicability.getOrDefault(type, Applicability.OPTIONAL);
    }
}
