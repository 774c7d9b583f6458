-- Stores a session on top of the version its caller knows. KEYS and ARGV as in store(), then ARGV[7], the caller's
-- version, and ARGV[8], a version that the caller has seen to be active.
local stored = beginning()
if not stored then
    return {'gone'}
end
local schema, version = head(stored)
if not version or schema > head(ARGV[1]) then
    return {'unreadable', redis.call('GET', KEYS[1])}
end
local rest, sure = left(KEYS[1], KEYS[2], version, tonumber(ARGV[3]))
if rest <= 0 then
    return {'gone'}
end
if not sure and tonumber(ARGV[8]) ~= version then
    return {'unsure', redis.call('GET', KEYS[1])}
end
if tonumber(ARGV[7]) ~= version then
    return {'conflict', version}
end
return store(version)
