-- Removes sessions, whatever is under their keys, and takes them off the due set KEYS[1] and the dead KEYS[2]. ARGV:
-- prefix of the records, ids. For each id, how many records there were.
local removed = {}
for i = 2, #ARGV do
    local record = ARGV[1] .. ARGV[i]
    removed[#removed + 1] = redis.call('UNLINK', record)
    redis.call('UNLINK', expiryOf(record))
    redis.call('ZREM', KEYS[1], ARGV[i])
    redis.call('HDEL', KEYS[2], ARGV[i])
end
return removed
