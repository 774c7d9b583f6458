-- Takes archived sessions off the due set KEYS[1] and the dead KEYS[2]; from then on their records expire. One of which
-- another version was saved meanwhile is due again, unless it is dead. ARGV: prefix of the records, milliseconds to live,
-- milliseconds until a session is due; then id, archived version and 1 for an ended session of each.
local time = now()
local timeToLive = tonumber(ARGV[2])
for i = 4, #ARGV, 3 do
    local id = ARGV[i]
    local record = ARGV[1] .. id
    local present, version = held(record)
    if present and version ~= tonumber(ARGV[i + 1]) then
        dueAgain(KEYS[1], id, record, ARGV[3])
    else
        redis.call('ZREM', KEYS[1], id)
        redis.call('HDEL', KEYS[2], id)
        if present then
            local rest = left(record, expiryOf(record), version, timeToLive)
            if rest <= 0 or ARGV[i + 2] == '1' then
                redis.call('UNLINK', record, expiryOf(record))
            else
                redis.call('PEXPIREAT', record, whole(time + rest))
            end
        end
    end
end
return {}
