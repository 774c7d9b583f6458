/** The facade over the catalogue, the live conversations and their archive. */
@NullMarked
package com.esab.data;

import org.jspecify.annotations.NullMarked;
