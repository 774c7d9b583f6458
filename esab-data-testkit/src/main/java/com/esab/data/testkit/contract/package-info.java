/** What every store promises, as test suites to extend. */
@NullMarked
package com.esab.data.testkit.contract;

import org.jspecify.annotations.NullMarked;
