package com.esab.data.redis;

/** The same with keys in several partitions. */
class PartitionedArchiveQueueIT extends RedisArchiveQueueIT {

    @Override
    KeyLayout keys() {
        return new Buckets();
    }
}
