-- Leases sessions of the due set KEYS[1] that are due, the longest due first; takes those off it, and off the dead
-- KEYS[2], whose record is gone. ARGV: prefix of the records, how many, milliseconds of the lease, bytes of documents
-- after which no more are taken. Returns whether the set is whole, whether more are due, how many are lost, their ids;
-- then id, due time and document of each that was leased.
local time = now()
local wholeSet = redis.call('ZSCORE', KEYS[1], WHOLE) == 'inf'
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', whole(time), 'WITHSCORES', 'LIMIT', 0, ARGV[2])
local lost, leased, bytes = {}, {}, 0
for i = 1, #due, 2 do
    local id = due[i]
    local document = redis.pcall('GET', ARGV[1] .. id)
    if type(document) == 'table' then
        -- a key of another type is a document that nobody can read
        document = document.err
    end
    if #id > 128 or not string.find(id, '^[%w._-]+$') then
        -- no session is called so
        redis.call('ZREM', KEYS[1], id)
    elseif not document then
        redis.call('ZREM', KEYS[1], id)
        redis.call('HDEL', KEYS[2], id)
        lost[#lost + 1] = id
    else
        bytes = bytes + #document
        if #leased > 0 and bytes > tonumber(ARGV[4]) then
            break
        end
        redis.call('ZADD', KEYS[1], whole(time + ARGV[3]), id)
        leased[#leased + 1] = id
        leased[#leased + 1] = whole(due[i + 1])
        leased[#leased + 1] = document
    end
end
local answer = {wholeSet and 1 or 0, redis.call('ZCOUNT', KEYS[1], '-inf', whole(time)) > 0 and 1 or 0, #lost}
for _, id in ipairs(lost) do
    answer[#answer + 1] = id
end
for _, part in ipairs(leased) do
    answer[#answer + 1] = part
end
return answer
