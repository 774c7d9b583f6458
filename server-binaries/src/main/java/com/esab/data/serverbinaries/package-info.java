/** Launchers for real servers whose binaries come from the build's own repository; never published. */
@NullMarked
package com.esab.data.serverbinaries;

import org.jspecify.annotations.NullMarked;
