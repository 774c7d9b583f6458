-- Removes the entry KEYS[1] of the general cache unless it is staged as KEYS[2].
if redis.call('EXISTS', KEYS[2]) == 0 then
    redis.call('UNLINK', KEYS[1])
end
return {}
