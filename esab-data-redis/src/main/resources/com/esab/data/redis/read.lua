-- The document and the milliseconds its session has left; nothing when there is no record. ARGV: milliseconds to live.
local document = redis.pcall('GET', KEYS[1])
if not document then
    return {}
end
if type(document) == 'table' then
    -- a key of another type is a document that nobody can read, not a failure of all that are read with it
    return {document.err, 0}
end
local _, version = head(document)
local rest = left(KEYS[1], KEYS[2], version or 0, tonumber(ARGV[1]))
return {document, rest}
