/** Live conversations, the cache and locks in Redis. */
module com.esab.data.redis {
    requires transitive com.esab.data;
    requires static transitive org.jspecify;
    requires transitive lettuce.core;
}
