-- Starts the time of a live session anew. ARGV: milliseconds to live, and a version the caller has seen to be active.
local stored = beginning()
if not stored then
    return {'gone'}
end
local _, version = head(stored)
if not version then
    return {'unreadable', redis.call('GET', KEYS[1])}
end
local timeToLive = tonumber(ARGV[1])
local rest, sure = left(KEYS[1], KEYS[2], version, timeToLive)
if rest <= 0 then
    return {'gone'}
end
if not sure and tonumber(ARGV[2]) ~= version then
    return {'unsure', redis.call('GET', KEYS[1])}
end
-- a record that is not archived yet does not expire
if redis.call('PTTL', KEYS[1]) >= 0 then
    redis.call('PEXPIRE', KEYS[1], timeToLive)
end
setExpiry(now() + timeToLive, version, timeToLive)
return {'done'}
