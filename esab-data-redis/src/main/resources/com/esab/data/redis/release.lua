-- Makes sessions on the due set KEYS[1] due as they were before they were leased; one that is dead stays dead. ARGV: time
-- and id of each.
for i = 1, #ARGV, 2 do
    if not isDead(KEYS[1], ARGV[i + 1]) then
        redis.call('ZADD', KEYS[1], 'XX', 'LT', ARGV[i], ARGV[i + 1])
    end
end
return {}
