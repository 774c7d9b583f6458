/** The metrics of the stores in Micrometer, for programs that have it on their class path. */
@NullMarked
package com.esab.data.operations.micrometer;

import org.jspecify.annotations.NullMarked;
