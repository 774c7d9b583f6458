/** What the stores measure of themselves. */
@NullMarked
package com.esab.data.metrics;

import org.jspecify.annotations.NullMarked;
