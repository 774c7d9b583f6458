/** The archive of conversations in PostgreSQL. */
@NullMarked
package com.esab.data.postgres;

import org.jspecify.annotations.NullMarked;
