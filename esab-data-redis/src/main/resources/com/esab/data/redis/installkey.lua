-- Puts what is staged as KEYS[2], a value or its removal, in the place of the key KEYS[1], which is gone then when its
-- time is up. Returns nothing when nothing is staged.
local staged = redis.call('HMGET', KEYS[2], 'value', 'expires_at', 'removed')
local value = staged[1]
if not value and not staged[3] then
    return {}
end
redis.call('UNLINK', KEYS[1], KEYS[2])
local ends = tonumber(staged[2])
if value and not ends then
    redis.call('SET', KEYS[1], value)
elseif value and ends > now() then
    redis.call('SET', KEYS[1], value, 'PXAT', whole(ends))
end
return {1}
