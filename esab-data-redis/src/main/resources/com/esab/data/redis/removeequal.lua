-- Removes KEYS[1] while it has the value ARGV[1], such as a lock that is given back by whoever holds it.
if redis.call('GET', KEYS[1]) == ARGV[1] then
    return {redis.call('DEL', KEYS[1])}
end
return {0}
