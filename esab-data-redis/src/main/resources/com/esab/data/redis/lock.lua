-- Takes the lock KEYS[1] when nobody holds it and returns its token. ARGV: owner, lease in milliseconds.
local time = redis.call('TIME')
local token = time[1] * 1000000 + time[2]
if redis.call('SET', KEYS[1], ARGV[1] .. ':' .. string.format('%.0f', token), 'NX', 'PX', ARGV[2]) then
    return {token}
end
return {}
