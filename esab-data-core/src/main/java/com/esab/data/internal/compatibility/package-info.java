/** The rules of compatibility over a catalogue in memory. */
@NullMarked
package com.esab.data.internal.compatibility;

import org.jspecify.annotations.NullMarked;
