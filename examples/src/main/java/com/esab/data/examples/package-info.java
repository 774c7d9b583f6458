/** Small programs that show the library at work, each run by one command. */
@NullMarked
package com.esab.data.examples;

import org.jspecify.annotations.NullMarked;
