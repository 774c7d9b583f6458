-- Removes a session, whatever is under its keys, and returns how many records there were.
local removed = redis.call('UNLINK', KEYS[1])
redis.call('UNLINK', KEYS[2])
return {removed}
