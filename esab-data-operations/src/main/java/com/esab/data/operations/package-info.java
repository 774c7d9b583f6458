/** Backups of the stores. */
@NullMarked
package com.esab.data.operations;

import org.jspecify.annotations.NullMarked;
