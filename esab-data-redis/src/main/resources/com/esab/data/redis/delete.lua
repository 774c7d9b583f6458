-- Removes a session, whatever is under its keys, and returns what the record held, if anything readable.
local document = redis.pcall('GET', KEYS[1])
local removed = redis.call('UNLINK', KEYS[1])
redis.call('UNLINK', KEYS[2])
if type(document) ~= 'string' then
    document = ''
end
return {removed, document}
