-- How many sessions of the due set KEYS[1] wait, how many of them are due, for how many milliseconds the first is, how
-- many are dead, and whether the set is whole.
local time = now()
local mark = redis.call('ZSCORE', KEYS[1], WHOLE)
local first = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', whole(time), 'WITHSCORES', 'LIMIT', 0, 1)
local dead = redis.call('ZCOUNT', KEYS[1], '+inf', '+inf')
local waiting = redis.call('ZCARD', KEYS[1]) - dead
if mark == 'inf' then
    dead = dead - 1
elseif mark then
    waiting = waiting - 1
end
return {
    waiting,
    redis.call('ZCOUNT', KEYS[1], '-inf', whole(time)),
    first[2] and time - first[2] or 0,
    dead,
    mark == 'inf' and 1 or 0
}
