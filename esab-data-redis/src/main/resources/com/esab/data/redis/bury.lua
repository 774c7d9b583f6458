-- Counts a try of the session KEYS[1], on the due set KEYS[2], among the dead KEYS[3]. ARGV: id, version that was
-- refused or 0, reason as JSON, how many tries there are, milliseconds until a session is due. Returns 1 when it was the
-- last.
local id = ARGV[1]
local present, version = held(KEYS[1])
if not present or not redis.call('ZSCORE', KEYS[2], id) then
    return {0}
end
local refused = tonumber(ARGV[2])
if refused ~= 0 and refused ~= version then
    redis.call('ZADD', KEYS[2], whole(now() + ARGV[5]), id)
    return {0}
end
local before = string.match(redis.call('HGET', KEYS[3], id) or '', '^{"tries":(%d+),') or 0
local tries = before + 1
redis.call('HSET', KEYS[3], id, '{"tries":' .. whole(tries) .. ',"reason":' .. ARGV[3] .. '}')
if tries < tonumber(ARGV[4]) then
    return {0}
end
redis.call('ZADD', KEYS[2], '+inf', id)
return {1}
