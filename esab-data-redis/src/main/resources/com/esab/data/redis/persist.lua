-- Lets KEYS[1] stay for good. Returns 0 when it is not there.
redis.call('PERSIST', KEYS[1])
return {redis.call('EXISTS', KEYS[1])}
