-- Telegram said 429. KEYS: chat, pause, hold, rate, 429s (counted for those who watch).
-- ARGV: ceiling per second, then in ms: the chat's wait, how far the chat may run ahead of its pace, the pause of
-- everybody, the hold of broadcasts.
-- A shorter wait never cuts a longer one. After a pause of everybody the ceiling is halved, and grows back.
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local wait, leeway, pause = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])

local function bar(key, ms)
    if ms > redis.call('PTTL', key) then redis.call('SET', key, 1, 'PX', ms) end
end

redis.call('INCR', KEYS[5])
redis.call('PEXPIRE', KEYS[5], 2592000000)
local free = now + wait + leeway
if free > tonumber(redis.call('GET', KEYS[1]) or 0) then
    redis.call('SET', KEYS[1], string.format('%.3f', free), 'PX', wait + leeway + 60000)
end
if tonumber(ARGV[5]) > 0 then bar(KEYS[3], tonumber(ARGV[5])) end
if pause <= 0 then return end

local already = redis.call('PTTL', KEYS[2])
bar(KEYS[2], pause)
-- Calls that were under way together may all come back with 429: they halve it once.
if already > 0 then return end
local rate = tonumber(ARGV[1])
local learned = redis.call('HMGET', KEYS[4], 'rate', 'since')
if learned[1] then rate = math.min(rate, learned[1] + math.floor(math.max(0, now - learned[2]) / 60000)) end
redis.call('HSET', KEYS[4], 'rate', math.max(1, rate / 2), 'since', now + pause)
redis.call('PEXPIRE', KEYS[4], 86400000)
