/** Real servers for tests: from the environment, from a Docker engine or from server binaries; sets of them that fail over. */
@NullMarked
package com.esab.data.testkit.server;

import org.jspecify.annotations.NullMarked;
