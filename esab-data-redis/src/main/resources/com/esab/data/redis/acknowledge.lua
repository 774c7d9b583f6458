-- Takes archived sessions off the due set KEYS[1] and the dead KEYS[2]; from then on their records expire. One of which
-- another version was saved meanwhile is due again. ARGV: prefix of the records, milliseconds to live, milliseconds
-- until a session is due; then id, archived version and 1 for an ended session of each.
local time = now()
local timeToLive = tonumber(ARGV[2])
for i = 4, #ARGV, 3 do
    local id = ARGV[i]
    local record = ARGV[1] .. id
    local present, version = held(record)
    if not present or version == tonumber(ARGV[i + 1]) then
        redis.call('ZREM', KEYS[1], id)
        redis.call('HDEL', KEYS[2], id)
    end
    if present then
        local rest, sure = left(record, expiryOf(record), version or 0, timeToLive)
        if version ~= tonumber(ARGV[i + 1]) then
            -- only an ended session has an expiry in the past
            local due = (sure and rest <= 0) and time or time + ARGV[3]
            redis.call('ZADD', KEYS[1], 'XX', whole(due), id)
        elseif rest <= 0 or ARGV[i + 2] == '1' then
            redis.call('UNLINK', record, expiryOf(record))
        else
            redis.call('PEXPIREAT', record, whole(time + rest))
        end
    end
end
return {}
