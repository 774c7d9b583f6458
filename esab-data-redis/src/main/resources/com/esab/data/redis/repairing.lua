-- Marks the due set KEYS[1] as being repaired unless it is whole. Returns the mark, and which process this server is. A
-- mark that is there stays, also when somebody else set it: it goes with the set, so whoever finds it again at the end
-- knows that nothing was lost since. It is a time in microseconds, so that no clock in milliseconds makes it due.
local mark = redis.call('ZSCORE', KEYS[1], WHOLE)
if not mark then
    local time = redis.call('TIME')
    mark = whole(time[1] * 1000000 + time[2])
    redis.call('ZADD', KEYS[1], mark, WHOLE)
end
return {mark, process()}
