-- Value and expiry of the entry KEYS[1] of the general cache; the expiry is empty where there is none. ARGV[1]: how many
-- bytes the value may have; of a longer one its length alone. Nothing when there is no entry, or one that is no text.
local length = redis.pcall('STRLEN', KEYS[1])
if type(length) == 'table' or redis.call('EXISTS', KEYS[1]) == 0 then
    return {}
end
if length > tonumber(ARGV[1]) then
    return {length}
end
local ends = redis.call('PEXPIRETIME', KEYS[1])
return {redis.call('GET', KEYS[1]), ends >= 0 and whole(ends) or ''}
