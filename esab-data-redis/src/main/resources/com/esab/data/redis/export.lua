-- What is held of the session ARGV[1]: document, expiry, expiry of its record, when it is due, and the entry among the
-- dead; each but the first may be empty. KEYS: record, expiry, due set, dead. ARGV[2]: how many bytes the document may
-- have; of a longer one its length alone. Nothing when there is no record, or one that is no text.
local length = redis.pcall('STRLEN', KEYS[1])
if type(length) == 'table' or redis.call('EXISTS', KEYS[1]) == 0 then
    return {}
end
if length > tonumber(ARGV[2]) then
    return {length}
end
local function instant(number)
    return number and whole(math.max(0, math.min(number, 999999999999999))) or ''
end
local function text(value)
    return type(value) == 'string' and value or ''
end
local document = redis.call('GET', KEYS[1])
local ends = redis.call('PEXPIRETIME', KEYS[1])
local due = text(redis.pcall('ZSCORE', KEYS[3], ARGV[1]))
if due == '' and ends < 0 then
    -- a lost set has left it, and it is due from its last save on
    local _, version = head(document)
    due = version or 0
end
return {
    document,
    instant(expiresAt(KEYS[2])),
    ends >= 0 and instant(ends) or '',
    due == 'inf' and due or instant(tonumber(due)),
    text(redis.pcall('HGET', KEYS[4], ARGV[1]))
}
