/** The products, the edges between them, and the contract of the store that holds them. */
@NullMarked
package com.esab.data.catalog;

import org.jspecify.annotations.NullMarked;
