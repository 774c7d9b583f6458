-- Removes KEYS, whatever they are.
return {redis.call('UNLINK', unpack(KEYS))}
