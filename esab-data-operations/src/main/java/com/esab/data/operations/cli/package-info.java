/** The operator's command line. */
@NullMarked
package com.esab.data.operations.cli;

import org.jspecify.annotations.NullMarked;
