-- Keeps names and values, from ARGV[2] on, under KEYS[1] for ARGV[1] milliseconds. Returns 0 when something is there.
if redis.call('EXISTS', KEYS[1]) == 1 then
    return {0}
end
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return {1}
