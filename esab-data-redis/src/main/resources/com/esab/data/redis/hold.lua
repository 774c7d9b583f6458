-- Holds ARGV[1], the document of an archived session, for ARGV[2] milliseconds where no record is held. It is past its time
-- by every clock.
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
    redis.call('SET', KEYS[2], '0', 'PX', ARGV[2])
end
return {}
