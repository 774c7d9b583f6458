/** Versions of a store's schema. */
@NullMarked
package com.esab.data.schema;

import org.jspecify.annotations.NullMarked;
