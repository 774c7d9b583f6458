-- Puts sessions on the due set KEYS[1], due at once, that are held in this version and are not on it. ARGV: prefix of the records,
-- then id and version of each. Returns the ids of those that it put there.
local answer = {}
for i = 2, #ARGV, 2 do
    local id = ARGV[i]
    local record = ARGV[1] .. id
    local _, version = held(record)
    if version == tonumber(ARGV[i + 1]) and redis.call('ZADD', KEYS[1], 'NX', whole(now()), id) == 1 then
        redis.call('PERSIST', record)
        answer[#answer + 1] = id
    end
end
return answer
