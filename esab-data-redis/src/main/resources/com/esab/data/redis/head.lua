-- Stands before the scripts of sessions. KEYS[1] is the record, KEYS[2] its expiry.

-- The clock of Redis, in milliseconds.
local function now()
    local time = redis.call('TIME')
    return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Schema version and version, which is all that a script reads of a document; nothing when it begins otherwise, or when
-- the version has more digits than Lua's numbers hold.
local function head(document)
    local schema, version = string.match(document, '^{"schema_version":(%d+),"version":(%d+),')
    if version and #schema <= 9 and #version <= 15 then
        return tonumber(schema), tonumber(version)
    end
end

-- The beginning of the record, with all that head() looks at; nothing when there is no record.
local function beginning()
    local text = redis.call('GETRANGE', KEYS[1], 0, 99)
    if text ~= '' or redis.call('EXISTS', KEYS[1]) == 1 then
        return text
    end
end

-- Milliseconds until the session of this version expires, and whether its expiry is known for sure. It is not when the
-- expiry was evicted without the record: an ended session expired when it ended, and the version cannot tell.
local function left(version, timeToLive)
    local expires = tonumber(redis.call('GET', KEYS[2]))
    return (expires or version + timeToLive) - now(), expires ~= nil
end

-- Writes ARGV[1], the document, under the version after this one. KEYS[3] is the user's set, absent for an anonymous
-- session. ARGV: document, session id, milliseconds to live of the session and of the set, 1 for an active session.
local function store(previous)
    local time = now()
    local timeToLive = tonumber(ARGV[3])
    local version = math.max(previous + 1, time)
    local document = string.gsub(
        ARGV[1], '^({"schema_version":%d+,"version":)%d+', '%1' .. string.format('%.0f', version))
    -- first, since it alone can still fail, on a key of another type
    if KEYS[3] then
        redis.call('SADD', KEYS[3], ARGV[2])
        redis.call('PEXPIRE', KEYS[3], ARGV[4])
    end
    local expires = time
    if ARGV[5] == '1' then
        expires = time + timeToLive
    end
    redis.call('SET', KEYS[1], document, 'PX', timeToLive)
    redis.call('SET', KEYS[2], string.format('%.0f', expires), 'PX', timeToLive)
    return {'done', version}
end
