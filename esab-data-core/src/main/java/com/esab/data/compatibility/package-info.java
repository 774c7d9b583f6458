/** What fits what: selections, questions about them, and the answers. */
@NullMarked
package com.esab.data.compatibility;

import org.jspecify.annotations.NullMarked;
