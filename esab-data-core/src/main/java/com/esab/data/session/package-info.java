/** Live sessions, and the contracts of the store that holds what lives for a limited time. */
@NullMarked
package com.esab.data.session;

import org.jspecify.annotations.NullMarked;
