-- Stands before the scripts of sessions. Where a script is about one session, KEYS[1] is its record and KEYS[2] its
-- expiry. Where it is about many, their names are made of a prefix that comes in ARGV.

-- In the due set, not the id of a session: the set is whole while its score is +inf.
local WHOLE = '*'

local clock

-- The clock of Redis, in milliseconds: the same for all that a script does.
local function now()
    if not clock then
        local time = redis.call('TIME')
        clock = time[1] * 1000 + math.floor(time[2] / 1000)
    end
    return clock
end

-- As Redis takes a whole number, which Lua would round to 14 digits.
local function whole(number)
    return string.format('%.0f', number)
end

-- Schema version and version, which is all that a script reads of a document; nothing when it begins otherwise, or when
-- the version has more digits than Lua's numbers hold.
local function head(document)
    local schema, version = string.match(document, '^{"schema_version":(%d+),"version":(%d+),')
    if version and #schema <= 9 and #version <= 15 then
        return tonumber(schema), tonumber(version)
    end
end

-- The beginning of the record KEYS[1], with all that head() looks at; nothing when there is no record.
local function beginning()
    local text = redis.call('GETRANGE', KEYS[1], 0, 99)
    if text ~= '' or redis.call('EXISTS', KEYS[1]) == 1 then
        return text
    end
end

-- Whether there is a record, and its version unless it cannot be read; a key of another type is one that cannot.
local function held(record)
    local text = redis.pcall('GETRANGE', record, 0, 99)
    if type(text) == 'table' then
        return true
    end
    local _, version = head(text)
    return text ~= '' or redis.call('EXISTS', record) == 1, version
end

-- The process that runs this: another one after a restart or a fail-over.
local function process()
    return string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') or ''
end

-- Where the expiry of this record is.
local function expiryOf(record)
    return record .. ':ttl'
end

-- When the session expires, or ended; nothing when that is gone, or is no number.
local function expiresAt(expiry)
    -- a key of another type answers with an error, which is no number
    return tonumber(redis.pcall('GET', expiry))
end

-- Milliseconds until the session of this version expires, and whether its expiry is known for sure. It is not when the
-- expiry is gone and the record is not: an ended session expired when it ended, and neither the record's time to live
-- nor its version can tell.
local function left(record, expiry, version, timeToLive)
    local expires = expiresAt(expiry)
    if expires then
        return expires - now(), true
    end
    local rest = redis.call('PTTL', record)
    if rest < 0 then
        rest = version + timeToLive - now()
    end
    return rest, false
end

-- Whether the session is on the due set, but never due.
local function isDead(dueSet, id)
    return redis.call('ZSCORE', dueSet, id) == 'inf'
end

-- Makes a session due again that was saved since it was claimed: after the delay, or at once when it has ended. One that
-- is dead died in its newest version, and stays dead.
local function dueAgain(dueSet, id, record, delay)
    if isDead(dueSet, id) then
        return
    end
    local time = now()
    local expires = expiresAt(expiryOf(record))
    -- only an ended session has an expiry in the past
    local due = expires and expires <= time and time or time + delay
    redis.call('ZADD', dueSet, 'XX', whole(due), id)
end

-- Says in KEYS[2] when the session expires. It stays until the version plus the time to live has passed, too: where it is
-- gone, that is taken for the expiry, and a version may be ahead of the clock.
local function setExpiry(expires, version, timeToLive)
    redis.call('SET', KEYS[2], whole(expires), 'PX', whole(math.max(0, version - now()) + timeToLive))
end

-- Writes ARGV[1], the document, under a version after this one. KEYS[3] is the due set, KEYS[4] the dead; KEYS[5] the
-- user's set, absent for an anonymous session. ARGV: document, session id, milliseconds to live of the session and of the set, 1 for an
-- active session, milliseconds until it is due for the archive; empty without hand-over, when the record just expires.
local function store(previous)
    local time = now()
    local timeToLive = tonumber(ARGV[3])
    local active = ARGV[5] == '1'
    local handOver = ARGV[6] ~= ''
    local version = math.max(previous + 1, time)
    local begins, sent, goesOn = string.match(ARGV[1], '^({"schema_version":%d+,"version":)(%d+)()')
    local digits = whole(version)
    -- in the place of the one that was sent, since Lua takes longer to copy a long text than everything else here takes
    local fits = #sent == #digits
    local document = fits and ARGV[1] or begins .. digits .. string.sub(ARGV[1], goesOn)
    local expires = time
    local due = time
    if active then
        expires = time + timeToLive
        due = time + (tonumber(ARGV[6]) or 0)
    end
    -- first, since these alone can still fail, on a key of another type
    if KEYS[5] then
        redis.call('SADD', KEYS[5], ARGV[2])
        redis.call('PEXPIRE', KEYS[5], ARGV[4])
    end
    if handOver then
        redis.call('ZADD', KEYS[3], 'LT', whole(due), ARGV[2])
        redis.call('SET', KEYS[1], document)
    else
        -- it may be there from a time with hand-over
        redis.call('ZREM', KEYS[3], ARGV[2])
        redis.call('HDEL', KEYS[4], ARGV[2])
        redis.call('SET', KEYS[1], document, 'PX', timeToLive)
    end
    if fits then
        redis.call('SETRANGE', KEYS[1], #begins, digits)
    end
    setExpiry(expires, version, timeToLive)
    return {'done', version}
end
