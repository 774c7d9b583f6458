/** Stores that need no server. */
@NullMarked
package com.esab.data.memory;

import org.jspecify.annotations.NullMarked;
