/** The library's front door: everything a program needs behind one builder. */
@NullMarked
package com.esab.data;

import org.jspecify.annotations.NullMarked;
