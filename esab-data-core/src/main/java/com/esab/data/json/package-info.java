/** JSON text to plain values and back. */
@NullMarked
package com.esab.data.json;

import org.jspecify.annotations.NullMarked;
