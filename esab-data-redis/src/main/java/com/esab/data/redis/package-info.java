/** Live sessions, the general cache and locks in Redis. */
@NullMarked
package com.esab.data.redis;

import org.jspecify.annotations.NullMarked;
