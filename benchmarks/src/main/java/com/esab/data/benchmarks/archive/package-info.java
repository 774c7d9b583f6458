/** Measures the archive: the hand-over of sessions to it, what that costs those who save, and reading it as it grows. */
@NullMarked
package com.esab.data.benchmarks.archive;

import org.jspecify.annotations.NullMarked;
