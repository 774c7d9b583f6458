/** Catalogues for tests: a real one, and small random ones with selections over them. */
@NullMarked
package com.esab.data.testkit.catalog;

import org.jspecify.annotations.NullMarked;
