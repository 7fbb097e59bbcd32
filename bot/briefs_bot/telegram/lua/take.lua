-- Gives turns to as many of the chats as may be written to now; one call, no turn is given twice.
-- KEYS: pause, hold (of broadcasts only), rate, all, people, then one per chat.
-- ARGV: ceiling per second, how far ahead this priority may run (ms), the priority, then per chat interval and leeway (ms).
-- Returns for each chat 0, or how many milliseconds to wait.
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local waits = {}

local function all_wait(ms)
    for i = 6, #KEYS do waits[i - 5] = math.ceil(ms) end
    return waits
end

local is_people = ARGV[3] == 'people'
local paused = redis.call('PTTL', KEYS[1])
if not is_people then paused = math.max(paused, redis.call('PTTL', KEYS[2])) end
if paused > 0 then return all_wait(paused) end

local rate = tonumber(ARGV[1])
local learned = redis.call('HMGET', KEYS[3], 'rate', 'since')
if learned[1] then
    -- One message a second more for each clean minute since the last 429.
    rate = math.min(rate, learned[1] + math.floor(math.max(0, now - learned[2]) / 60000))
end

local interval = 1000 / rate
local ahead = tonumber(ARGV[2])
if not is_people and redis.call('EXISTS', KEYS[5]) == 1 then return all_wait(20) end

local free = math.max(now, tonumber(redis.call('GET', KEYS[4]) or 0))
for i = 6, #KEYS do
    local pace, leeway = ARGV[2 * i - 8], ARGV[2 * i - 7]
    local chat_free = math.max(now, tonumber(redis.call('GET', KEYS[i]) or 0))
    local wait = math.max(free - ahead - now, chat_free - leeway - now, 0)
    if wait == 0 then
        free = free + interval
        redis.call('SET', KEYS[i], string.format('%.3f', chat_free + pace), 'PX', 60000)
    elseif is_people and chat_free - leeway <= now then
        -- Somebody waits for an answer, and not by their own fault: broadcasts hold back for a moment.
        redis.call('SET', KEYS[5], 1, 'PX', math.ceil(wait) + 20)
    end
    waits[i - 5] = math.ceil(wait)
end
redis.call('SET', KEYS[4], string.format('%.3f', free), 'PX', 60000)
return waits
