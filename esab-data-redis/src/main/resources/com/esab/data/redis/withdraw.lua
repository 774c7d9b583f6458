-- Removes a session while it has the version ARGV[2], and takes its id ARGV[1] off the due set KEYS[3] and the dead
-- KEYS[4]; returns whether it did.
local _, version = held(KEYS[1])
if version ~= tonumber(ARGV[2]) then
    return {0}
end
redis.call('UNLINK', KEYS[1], KEYS[2])
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('HDEL', KEYS[4], ARGV[1])
return {1}
