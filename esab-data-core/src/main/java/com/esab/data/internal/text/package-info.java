/** Text: what may be stored, what may be shown. */
@NullMarked
package com.esab.data.internal.text;

import org.jspecify.annotations.NullMarked;
