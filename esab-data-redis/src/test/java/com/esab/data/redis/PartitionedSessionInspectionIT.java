package com.esab.data.redis;

/** The same with keys in several partitions. */
class PartitionedSessionInspectionIT extends RedisSessionInspectionIT {

    @Override
    KeyLayout keys() {
        return new Buckets();
    }
}
