-- Reads the due set KEYS[1], or the dead KEYS[2], from a cursor on, and looks for entries that should not be there: of a session
-- without record on the one, of one that is not queued among the others. ARGV: prefix of the records, "due" or "dead", cursor, about
-- how many, 1 to remove what is found. Returns the next cursor, then the ids.
local ofDueSet, removes = ARGV[2] == 'due', ARGV[5] == '1'
local page = redis.call(ofDueSet and 'ZSCAN' or 'HSCAN', KEYS[ofDueSet and 1 or 2], ARGV[3], 'COUNT', ARGV[4])
local answer = {page[1]}
for i = 1, #page[2], 2 do
    local id = page[2][i]
    local isStray
    if ofDueSet then
        local canBeId = #id <= 128 and string.find(id, '^[%w._-]+$')
        isStray = id ~= WHOLE and not (canBeId and redis.call('EXISTS', ARGV[1] .. id) == 1)
    else
        isStray = not redis.call('ZSCORE', KEYS[1], id)
    end
    if isStray then
        answer[#answer + 1] = id
        if removes then
            redis.call('ZREM', KEYS[1], id)
            redis.call('HDEL', KEYS[2], id)
        end
    end
end
return answer
