package com.esab.data.testkit.simulation;

/** The process is no more: nothing catches this but the simulation. */
final class ProcessDied extends Error {

    private static final long serialVersionUID = 1L;

    ProcessDied() {
        super("the process died", null, false, false);
    }
}
