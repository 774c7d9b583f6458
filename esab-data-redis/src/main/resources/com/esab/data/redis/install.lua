-- Puts what is staged of the session ARGV[1], or its removal, in the place of what is held of it. KEYS: record, expiry, due
-- set, dead, what is staged. ARGV[2]: milliseconds to live. Returns the user, who alone stays staged until the user's set
-- knows; empty for none, and for a session that is removed, or whose time is up; nothing when nothing is staged.
local staged = redis.call(
    'HMGET', KEYS[5], 'value', 'expires_at', 'record_expires_at', 'due_at', 'refusals', 'user', 'removed')
local document, user = staged[1], staged[6]
if not document and not staged[7] then
    return user and {user} or {}
end
redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[5])
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('HDEL', KEYS[4], ARGV[1])
if not document then
    return {''}
end
local time = now()
local _, version = head(document)
local expires, ends, due, refusals = tonumber(staged[2]), tonumber(staged[3]), staged[4], staged[5]
if ends and ends <= time then
    return {''}
end
if ends then
    redis.call('SET', KEYS[1], document, 'PXAT', whole(ends))
else
    redis.call('SET', KEYS[1], document)
end
if expires then
    -- for as long as a save or a touch had let it stay; once that is over, for the time of a session
    local stays = math.max(expires, (version or 0) + ARGV[2], ends or 0)
    if stays <= time then
        stays = time + ARGV[2]
    end
    redis.call('SET', KEYS[2], whole(expires), 'PXAT', whole(stays))
end
if due ~= '' then
    redis.call('ZADD', KEYS[3], due, ARGV[1])
end
if refusals ~= '' then
    redis.call('HSET', KEYS[4], ARGV[1], refusals)
end
if user ~= '' then
    redis.call('HSET', KEYS[5], 'user', user)
end
return {user}
