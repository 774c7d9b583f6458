package com.esab.data.session;

import com.esab.data.catalog.ComponentType;
import com.esab.data.internal.text.Texts;
import java.util.Locale;
import java.util.Optional;

/** The step of the guided dialogue a session is at, in the order of the steps. */
public enum SessionState {
    POWER_SOURCE_SELECTION(ComponentType.POWER_SOURCE),
    FEEDER_SELECTION(ComponentType.FEEDER),
    COOLER_SELECTION(ComponentType.COOLER),
    INTERCONNECTOR_SELECTION(ComponentType.INTERCONNECTOR),
    TORCH_SELECTION(ComponentType.TORCH),
    ACCESSORIES_SELECTION(ComponentType.ACCESSORY),
    FINALIZE();

    private final Optional<ComponentType> component;

    SessionState(ComponentType component) {
        this.component = Optional.of(component);
    }

    SessionState() {
        this.component = Optional.empty();
    }

    /** The type that is asked for in this step; empty for {@link #FINALIZE}. */
    public Optional<ComponentType> component() {
        return component;
    }

    /** The step in which this type is asked for. */
    public static SessionState of(ComponentType type) {
        return values()[type.ordinal()];
    }

    /** The word in documents and tables, such as {@code feeder_selection}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The state with this label.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static SessionState ofLabel(String label) {
        for (SessionState state : values()) {
            if (state.label().equals(label)) {
                return state;
            }
        }
        throw new IllegalArgumentException("not a session state: \"" + Texts.printable(label) + "\"");
    }
}
