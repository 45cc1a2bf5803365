-- Cost bucket of one store: requests take points, time gives them back, and the server's own figures correct both.
--
-- KEYS[1]  the bucket, a hash: available, at (microseconds), maximum, restore (points per second)
-- ARGV[1]  'take': reserve `amount` points
--          'hold': let nothing through for `amount` microseconds
--          'settle': `amount` reserved points were used otherwise; the server says what is left
-- ARGV[2]  maximum, ARGV[3] restore: used by 'take' and 'hold' while nothing was learned; those of the server for 'settle'
-- ARGV[4]  amount
-- ARGV[5]  points used, ARGV[6] points available at the server; 'settle' only
-- ARGV[5]  microseconds the caller is ready to wait in place; 'take' and 'hold' only
--
-- Returns the microseconds to wait before asking again, 0 when the request may go, below 0 when points are booked.

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local known = redis.call('HMGET', KEYS[1], 'available', 'at', 'maximum', 'restore')
local maximum = tonumber(known[3] or ARGV[2])
local restore = tonumber(known[4] or ARGV[3])
local available = tonumber(known[1] or maximum)
local passed = math.max(now - tonumber(known[2] or now), 0)
local amount = tonumber(ARGV[4])
local wait = 0

available = math.min(maximum, available + restore * passed / 1000000)

if ARGV[1] == 'take' then
  -- A request above the maximum could never go; it goes when the bucket is full, and the server has the last word.
  local needed = math.min(amount, maximum)
  if available < needed then
    wait = math.ceil((needed - available) / restore * 1000000)
  end
  if wait <= tonumber(ARGV[5]) then
    available = available - amount
    wait = -wait
  end
elseif ARGV[1] == 'hold' then
  available = math.min(available, -restore * amount / 1000000)
else
  maximum = tonumber(ARGV[2])
  restore = tonumber(ARGV[3])
  -- The server does not know of the requests under way, so its figure only ever lowers ours.
  available = math.min(available + amount - tonumber(ARGV[5]), tonumber(ARGV[6]), maximum)
end

redis.call('HSET', KEYS[1], 'available', string.format('%.6f', available), 'at', string.format('%.0f', now),
  'maximum', string.format('%.6f', maximum), 'restore', string.format('%.6f', restore))
redis.call('PEXPIRE', KEYS[1], 86400000)
return wait
