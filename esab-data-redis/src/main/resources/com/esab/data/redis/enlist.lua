-- Adds the id ARGV[1] to the user's set KEYS[1], which is kept for ARGV[2] milliseconds from now. A key of another type is
-- left alone.
if type(redis.pcall('SADD', KEYS[1], ARGV[1])) ~= 'table' then
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return {}
