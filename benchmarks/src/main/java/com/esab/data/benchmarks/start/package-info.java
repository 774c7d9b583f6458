/** Measures what it takes to start, and what comes along with the library. */
@NullMarked
package com.esab.data.benchmarks.start;

import org.jspecify.annotations.NullMarked;
