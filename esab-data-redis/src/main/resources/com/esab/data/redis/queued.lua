-- Reads the due set KEYS[1] from a cursor on. ARGV: prefix of the records, cursor, about how many. Returns the next
-- cursor, which process this server is and whether the set is whole, then id and document of each session whose record
-- can be read.
local page = redis.call('ZSCAN', KEYS[1], ARGV[2], 'COUNT', ARGV[3])
local answer = {page[1], process(), redis.call('ZSCORE', KEYS[1], WHOLE) == 'inf' and 1 or 0}
for i = 1, #page[2], 2 do
    local document = redis.pcall('GET', ARGV[1] .. page[2][i])
    if type(document) == 'string' then
        answer[#answer + 1] = page[2][i]
        answer[#answer + 1] = document
    end
end
return answer
