-- Stores a session again where none is live. KEYS and ARGV as in store(), then ARGV[7], the version of the record that
-- the caller knows, 0 for none, ARGV[8], a version that the caller has seen to have ended, and ARGV[9], the version of
-- the session.
local version = 0
local stored = beginning()
if stored then
    local schema
    schema, version = head(stored)
    if not version or schema > head(ARGV[1]) then
        return {'unreadable', redis.call('GET', KEYS[1])}
    end
end
if tonumber(ARGV[7]) ~= version then
    return {'conflict', version}
end
if stored then
    local rest, sure = left(KEYS[1], KEYS[2], version, tonumber(ARGV[3]))
    if rest > 0 and sure then
        return {'conflict', version}
    end
    if rest > 0 and tonumber(ARGV[8]) ~= version then
        return {'unsure', redis.call('GET', KEYS[1])}
    end
end
return store(math.max(version, tonumber(ARGV[9])))
