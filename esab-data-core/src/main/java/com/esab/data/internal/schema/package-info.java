/** The migration engine. */
@NullMarked
package com.esab.data.internal.schema;

import org.jspecify.annotations.NullMarked;
