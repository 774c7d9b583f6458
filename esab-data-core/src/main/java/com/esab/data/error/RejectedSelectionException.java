package com.esab.data.error;

import com.esab.data.compatibility.SelectionCheck.Violation;
import java.util.List;

/** A selection was refused because it breaks the rules of compatibility or cannot be completed; nothing was saved. */
public final class RejectedSelectionException extends EsabDataException {

    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    public RejectedSelectionException(String message, List<Violation> violations) {
        super(message);
        this.violations = List.copyOf(violations);
    }

    /** What is broken, in the order of {@code SelectionCheck}; empty for a dead end, which breaks no single rule. */
    public List<Violation> violations() {
        return violations == null ? List.of() : violations;
    }
}
