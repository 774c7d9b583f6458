/** Past sessions and the analytics on them. */
@NullMarked
package com.esab.data.archive;

import org.jspecify.annotations.NullMarked;
