/** Measures each path of the library beside its limit and beside what a user would pick instead. */
@NullMarked
package com.esab.data.benchmarks;

import org.jspecify.annotations.NullMarked;
