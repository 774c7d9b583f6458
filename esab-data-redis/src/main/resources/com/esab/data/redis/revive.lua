-- Makes the dead session ARGV[1] of the due set KEYS[1] due at once, and forgets what the hash KEYS[2] says of it.
if not isDead(KEYS[1], ARGV[1]) then
    return {0}
end
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('ZADD', KEYS[1], whole(now()), ARGV[1])
return {1}
