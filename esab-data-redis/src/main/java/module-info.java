/** Live sessions, the general cache and locks in Redis. */
module com.esab.data.redis {
    requires transitive com.esab.data;
    requires static transitive org.jspecify;
    requires transitive lettuce.core;

    exports com.esab.data.redis;

    provides com.esab.data.store.StoreProvider with
            com.esab.data.redis.RedisStoreProvider;
}
