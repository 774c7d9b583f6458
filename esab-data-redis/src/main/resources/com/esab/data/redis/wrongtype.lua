-- Removes the due set KEYS[1] and the dead KEYS[2] where they are something else.
if redis.call('TYPE', KEYS[1]).ok ~= 'zset' then
    redis.call('UNLINK', KEYS[1])
end
if redis.call('TYPE', KEYS[2]).ok ~= 'hash' then
    redis.call('UNLINK', KEYS[2])
end
return {}
