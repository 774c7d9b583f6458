/** Proves the hand-over on real servers: programs that save and archive, faults that stop them, and a check of what is left. */
@NullMarked
package com.esab.data.torture;

import org.jspecify.annotations.NullMarked;
