/**
 * A TCP relay in front of a server: counts what passes, and breaks connections on request. It cuts, resets, freezes, delays and
 * throttles them, and drops answers to what the server has done.
 */
@NullMarked
package com.esab.data.testkit.relay;

import org.jspecify.annotations.NullMarked;
