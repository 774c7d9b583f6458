-- Prolongs the lock KEYS[1] while it has the value ARGV[1]. ARGV[2]: lease in milliseconds.
if redis.call('GET', KEYS[1]) == ARGV[1] then
    return {redis.call('PEXPIRE', KEYS[1], ARGV[2])}
end
return {0}
