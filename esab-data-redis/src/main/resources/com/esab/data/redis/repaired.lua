-- Marks the due set KEYS[1] as whole, unless it was lost once more, or somebody else began to repair it, since it got
-- the mark ARGV[1].
local mark = redis.call('ZSCORE', KEYS[1], WHOLE)
if mark and tonumber(mark) == tonumber(ARGV[1]) then
    redis.call('ZADD', KEYS[1], '+inf', WHOLE)
end
return {}
