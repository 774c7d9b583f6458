/** Real servers for tests: from the environment, from a Docker engine or from server binaries. */
@NullMarked
package com.esab.data.testkit.server;

import org.jspecify.annotations.NullMarked;
