/** Live conversations, the queue to the archive, the cache and locks in Redis. */
@NullMarked
package com.esab.data.redis;

import org.jspecify.annotations.NullMarked;
