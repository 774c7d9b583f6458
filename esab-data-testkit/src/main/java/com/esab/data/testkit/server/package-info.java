/** Real servers for tests. */
@NullMarked
package com.esab.data.testkit.server;

import org.jspecify.annotations.NullMarked;
