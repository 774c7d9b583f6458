-- Makes sessions on the due set KEYS[1] due as they were before they were leased. ARGV: time and id of each.
for i = 1, #ARGV, 2 do
    redis.call('ZADD', KEYS[1], 'XX', 'LT', ARGV[i], ARGV[i + 1])
end
return {}
