-- Removes ids from the user's set KEYS[1] whose record is not there. KEYS and ARGV from the second and first on: the
-- records and their ids. A session that was just created again stays.
for i, id in ipairs(ARGV) do
    if redis.call('EXISTS', KEYS[i + 1]) == 0 then
        redis.call('SREM', KEYS[1], id)
    end
end
return {}
