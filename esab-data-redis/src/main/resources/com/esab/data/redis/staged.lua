-- What is staged under KEYS[1]: the values with the names from ARGV[2] on, the first of which is the long one. ARGV[1]:
-- how many bytes that may have; of a longer one its length alone. Nothing when nothing is there.
if redis.call('EXISTS', KEYS[1]) == 0 then
    return {}
end
local length = redis.call('HSTRLEN', KEYS[1], ARGV[2])
if length > tonumber(ARGV[1]) then
    return {length}
end
return redis.call('HMGET', KEYS[1], unpack(ARGV, 2))
