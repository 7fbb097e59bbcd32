-- Telegram said 429. KEYS: pause, rate. ARGV: ceiling per second, silence in ms.
-- A shorter silence never cuts a longer one; the ceiling is halved and grows back from the end of the silence.
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local silence = tonumber(ARGV[2])
local already = redis.call('PTTL', KEYS[1])
if already < silence then redis.call('SET', KEYS[1], 1, 'PX', silence) end
-- Calls that were under way together may all come back with 429: they halve it once.
if already > 0 then return end
local rate = tonumber(ARGV[1])
local learned = redis.call('HMGET', KEYS[2], 'rate', 'since')
if learned[1] then rate = math.min(rate, learned[1] + math.floor(math.max(0, now - learned[2]) / 60000)) end
redis.call('HSET', KEYS[2], 'rate', math.max(1, rate / 2), 'since', now + silence)
redis.call('PEXPIRE', KEYS[2], 86400000)
