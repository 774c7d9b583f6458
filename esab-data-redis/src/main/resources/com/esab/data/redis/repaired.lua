-- Marks the due set KEYS[1] as whole, unless it was lost once more since it got the mark ARGV[1], or another process than
-- ARGV[2] has it now: the search's cursor means nothing to another process, whose data may lack what was put back.
local mark = redis.call('ZSCORE', KEYS[1], WHOLE)
if mark and tonumber(mark) == tonumber(ARGV[1]) and process() == ARGV[2] then
    redis.call('ZADD', KEYS[1], '+inf', WHOLE)
end
return {}
