-- Says again when sessions expire that are not on the due set KEYS[1], where that is gone or no number: when their record does, and
-- at once for an ended one. ARGV: prefix of the records, then id, version and 1 for an active session of each. Returns the ids of those
-- of which it did.
local answer = {}
for i = 2, #ARGV, 3 do
    local record = ARGV[1] .. ARGV[i]
    local expiry = expiryOf(record)
    local _, version = held(record)
    local rest = redis.call('PTTL', record)
    local isWrong = version == tonumber(ARGV[i + 1])
        and rest > 0
        and not expiresAt(expiry)
        and not redis.call('ZSCORE', KEYS[1], ARGV[i])
    if isWrong then
        redis.call('SET', expiry, whole(now() + (ARGV[i + 2] == '1' and rest or 0)), 'PX', rest)
        answer[#answer + 1] = ARGV[i]
    end
end
return answer
