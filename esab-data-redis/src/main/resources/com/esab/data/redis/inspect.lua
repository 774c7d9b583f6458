-- Looks at sessions, each as it is at this moment. KEYS: due set, dead. ARGV: prefix of the records, milliseconds to live, 1 with
-- hand-over, 1 to mend what is wrong, bytes of documents after which no more are looked at, ids. For each that it came to: whether
-- there is a record, whether it is queued or must be, milliseconds left, whether the record begins as it must, the document, and a
-- word for what is wrong.
local timeToLive, handOver, mends = tonumber(ARGV[2]), ARGV[3] == '1', ARGV[4] == '1'
-- a record and its expiry do not go at the very same moment
local SHORTLY = 1000
local time = now()
local answer, bytes = {}, 0
for i = 6, #ARGV do
    local id = ARGV[i]
    local record = ARGV[1] .. id
    local expiry = expiryOf(record)
    local expires = expiresAt(expiry)
    local present, version = held(record)
    local queued = redis.call('ZSCORE', KEYS[1], id)
    local document, rest, wrong = '', 0, ''
    if present then
        document = redis.pcall('GET', record)
        if type(document) == 'table' then
            -- a key of another type is a document that nobody can read
            document = document.err
        end
        bytes = bytes + #document
        if #answer > 0 and bytes > tonumber(ARGV[5]) then
            break
        end
        rest = left(record, expiry, version or 0, timeToLive)
        local lives = redis.call('PTTL', record)
        if lives == -1 and not queued then
            wrong = handOver and 'not_queued' or 'never_expires'
            if handOver and mends then
                redis.call('ZADD', KEYS[1], 'NX', whole(time), id)
            end
            queued = handOver
        elseif lives >= 0 and queued and handOver then
            wrong = 'expires'
            if mends then
                redis.call('PERSIST', record)
            end
        elseif lives > SHORTLY and not queued and not expires then
            wrong = 'no_expiry'
        end
    elseif redis.call('EXISTS', expiry) == 1
            and (not expires or expires > time + SHORTLY or redis.call('PTTL', expiry) == -1) then
        wrong = 'expiry_alone'
        if mends then
            redis.call('UNLINK', expiry)
        end
    end
    answer[#answer + 1] = {present and 1 or 0, queued and 1 or 0, rest, version and 1 or 0, document, wrong}
end
return answer
