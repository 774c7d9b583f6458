/** What a catalogue in memory is searched with. */
@NullMarked
package com.esab.data.internal.catalog;

import org.jspecify.annotations.NullMarked;
