-- Marks the due set KEYS[1] as being repaired unless it is whole, and returns the mark, which tells this repair from
-- others. It is a time in microseconds, so that no clock in milliseconds makes it due.
if redis.call('ZSCORE', KEYS[1], WHOLE) == 'inf' then
    return {'inf'}
end
local time = redis.call('TIME')
local mark = whole(time[1] * 1000000 + time[2])
redis.call('ZADD', KEYS[1], mark, WHOLE)
return {mark}
