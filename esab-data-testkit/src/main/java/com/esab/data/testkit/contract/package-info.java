/** The promises of the stores as abstract test classes: whoever implements a contract extends its class. */
@NullMarked
package com.esab.data.testkit.contract;

import org.jspecify.annotations.NullMarked;
