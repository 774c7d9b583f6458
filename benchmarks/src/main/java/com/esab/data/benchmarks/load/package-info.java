/** Many people in dialogues at once, for minutes, on three servers: how long each call takes, and that nothing grows. */
@NullMarked
package com.esab.data.benchmarks.load;

import org.jspecify.annotations.NullMarked;
