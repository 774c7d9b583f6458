-- Counts a try of the session KEYS[1], on the due set KEYS[2], among the dead KEYS[3]. ARGV: id, version that was
-- refused or 0, reason as JSON, how many tries there are, milliseconds until a session is due. Returns 1 when it was the
-- last. Tries are those of one version: what was saved since may well be taken.
local id = ARGV[1]
local present, version = held(KEYS[1])
if not present or not redis.call('ZSCORE', KEYS[2], id) then
    return {0}
end
local refused = tonumber(ARGV[2])
if refused ~= 0 and refused ~= version then
    dueAgain(KEYS[2], id, KEYS[1], ARGV[5])
    return {0}
end
if isDead(KEYS[2], id) then
    return {0}
end
local before, tried = string.match(redis.call('HGET', KEYS[3], id) or '', '^{"tries":(%d+),"version":(%d+),')
local tries = 1
version = whole(version or 0)
if tried == version then
    tries = before + 1
end
redis.call('HSET', KEYS[3], id,
    '{"tries":' .. whole(tries) .. ',"version":' .. version .. ',"reason":' .. ARGV[3] .. '}')
if tries < tonumber(ARGV[4]) then
    return {0}
end
redis.call('ZADD', KEYS[2], '+inf', id)
return {1}
