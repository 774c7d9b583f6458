/** Measures how a catalogue is loaded and how questions about it are answered. */
@NullMarked
package com.esab.data.benchmarks.catalog;

import org.jspecify.annotations.NullMarked;
