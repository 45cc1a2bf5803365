-- Rate limit by the generic cell rate algorithm: the key holds the time, in microseconds, at which the limit is idle.
--
-- KEYS[1]  the limit
-- ARGV[1]  'take': ask for `amount` units;  'hold': let nothing through for `amount` microseconds
-- ARGV[2]  microseconds between two units
-- ARGV[3]  burst: units that may go at once
-- ARGV[4]  amount
-- ARGV[5]  microseconds the caller is ready to wait in place; 'take' then books a place that comes up within that time
--
-- Returns the microseconds to wait before asking again, 0 when the request may go, below 0 when a place is booked.

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local interval = tonumber(ARGV[2])
local tolerance = interval * tonumber(ARGV[3])
local amount = tonumber(ARGV[4])
local booked = 0
local idle_at = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)

if ARGV[1] == 'hold' then
  idle_at = math.max(idle_at, now + amount + tolerance - interval)
else
  local wanted = idle_at + interval * amount
  -- More than a whole burst could never go; it goes when the limit is idle.
  local wait = math.min(wanted - tolerance, idle_at) - now
  if wait > tonumber(ARGV[5]) then
    return math.ceil(wait)
  end
  idle_at = wanted
  booked = -math.ceil(math.max(wait, 0))
end

-- Lua writes large numbers in fourteen digits only, so the format is given.
redis.call('SET', KEYS[1], string.format('%.0f', idle_at), 'PX', math.ceil((idle_at - now) / 1000) + 1)
return booked
