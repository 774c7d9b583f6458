-- Puts what is staged as KEYS[2] in the place of the entry KEYS[1] of the general cache, which is gone then when its time
-- is up. Returns nothing when it is not staged.
local staged = redis.call('HMGET', KEYS[2], 'value', 'expires_at')
if not staged[1] then
    return {}
end
redis.call('UNLINK', KEYS[1], KEYS[2])
local ends = tonumber(staged[2])
if not ends then
    redis.call('SET', KEYS[1], staged[1])
elseif ends > now() then
    redis.call('SET', KEYS[1], staged[1], 'PXAT', whole(ends))
end
return {1}
