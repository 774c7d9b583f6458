/** Live sessions in Redis: saved, found, changed by several at once and listed, by the library and by others. */
@NullMarked
package com.esab.data.benchmarks.sessions;

import org.jspecify.annotations.NullMarked;
