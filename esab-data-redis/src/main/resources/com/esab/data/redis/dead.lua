-- Dead sessions of the due set KEYS[1], by id, with what the hash KEYS[2] says of them, which is empty where it was
-- lost. ARGV: how many.
local answer = {}
-- one more for the mark of a whole set, which comes first
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '+inf', '+inf', 'LIMIT', 0, ARGV[1] + 1)) do
    if id ~= WHOLE and #answer < 2 * ARGV[1] then
        answer[#answer + 1] = id
        answer[#answer + 1] = redis.call('HGET', KEYS[2], id) or ''
    end
end
return answer
