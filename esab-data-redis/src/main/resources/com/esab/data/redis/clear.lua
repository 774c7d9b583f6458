-- Removes the session ARGV[1] unless it is staged. KEYS: record, expiry, due set, dead, what is staged.
if redis.call('EXISTS', KEYS[5]) == 0 then
    redis.call('UNLINK', KEYS[1], KEYS[2])
    redis.call('ZREM', KEYS[3], ARGV[1])
    redis.call('HDEL', KEYS[4], ARGV[1])
end
return {}
