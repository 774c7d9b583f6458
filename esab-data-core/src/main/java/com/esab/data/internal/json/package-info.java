/** JSON as streams and as plain values; {@link com.esab.data.json.Json} is what programs see of it. */
@NullMarked
package com.esab.data.internal.json;

import org.jspecify.annotations.NullMarked;
