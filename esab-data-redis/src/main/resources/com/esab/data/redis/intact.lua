-- Marks the due set KEYS[1] as whole.
redis.call('ZADD', KEYS[1], '+inf', WHOLE)
return {}
