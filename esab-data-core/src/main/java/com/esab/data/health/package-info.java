/** How the stores are. */
@NullMarked
package com.esab.data.health;

import org.jspecify.annotations.NullMarked;
