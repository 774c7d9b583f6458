-- Which sessions are live. ARGV: prefix of the records, milliseconds to live, ids. For each id 1 or 0, or the document
-- when only that can tell.
local answers = {}
for i = 3, #ARGV do
    local record = ARGV[1] .. ARGV[i]
    local answer = 0
    local present, version = held(record)
    if present then
        local rest, sure = left(record, expiryOf(record), version or 0, tonumber(ARGV[2]))
        if rest > 0 then
            answer = sure and 1 or redis.call('GET', record)
        end
    end
    answers[#answers + 1] = answer
end
return answers
