/** A TCP relay in front of a server: counts what passes and breaks connections on request. */
@NullMarked
package com.esab.data.testkit.relay;

import org.jspecify.annotations.NullMarked;
