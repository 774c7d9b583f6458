-- Stores a session where no record is held. KEYS and ARGV as in store().
local stored = beginning()
if not stored then
    return store(0)
end
local _, version = head(stored)
if not version then
    return {'unreadable', redis.call('GET', KEYS[1])}
end
return {'conflict', version}
