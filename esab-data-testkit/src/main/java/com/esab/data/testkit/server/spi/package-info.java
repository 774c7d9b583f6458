/** What a module with server binaries implements. */
@NullMarked
package com.esab.data.testkit.server.spi;

import org.jspecify.annotations.NullMarked;
