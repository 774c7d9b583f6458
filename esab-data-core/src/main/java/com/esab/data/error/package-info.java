/** What can go wrong, as one small tree of unchecked exceptions. */
@NullMarked
package com.esab.data.error;

import org.jspecify.annotations.NullMarked;
