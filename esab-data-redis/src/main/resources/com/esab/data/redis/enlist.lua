-- Adds the id ARGV[1] to the user's set KEYS[1], which is kept for ARGV[2] milliseconds from now.
redis.call('SADD', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {}
