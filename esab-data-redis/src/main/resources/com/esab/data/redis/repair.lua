-- Makes those sessions due that have a record which does not expire and are not on the due set KEYS[1]; returns how many
-- these were. ARGV: prefix of the records, ids.
local time = now()
local found = 0
for i = 2, #ARGV do
    if redis.call('PTTL', ARGV[1] .. ARGV[i]) == -1 then
        found = found + redis.call('ZADD', KEYS[1], 'NX', whole(time), ARGV[i])
    end
end
return {found}
