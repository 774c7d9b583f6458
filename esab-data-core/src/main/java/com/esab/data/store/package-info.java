/** What a store module implements. */
@NullMarked
package com.esab.data.store;

import org.jspecify.annotations.NullMarked;
