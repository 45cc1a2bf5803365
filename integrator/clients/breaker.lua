-- Circuit breaker of one remote system: closed, open for a while, then half open for one probe.
--
-- KEYS[1]  the breaker, a hash. Closed: failures, successes, since. Open: open_until, openings, probe_until
-- ARGV[1]  'ask', 'success', 'failure', 'probe_success', 'probe_failure' or 'probe_return'
-- ARGV[2]  failures that open it
-- ARGV[3]  window in which they are counted, ARGV[4] first time open, ARGV[5] longest time open,
-- ARGV[6]  time after which an unanswered probe is given up; all in milliseconds
--
-- 'ask' returns {wait in milliseconds, watch}: watch is 0 when a success need not be told, 1 when it counts, 2 when
-- this request is the probe. The others return {0, 0}.

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local key = KEYS[1]
local verb = ARGV[1]
local threshold, window, open_for, open_cap, probe_for =
  tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local known = redis.call('HMGET', key, 'open_until', 'openings', 'probe_until', 'failures', 'successes', 'since')
local open_until = tonumber(known[1] or 0)
local openings = tonumber(known[2] or 0)
local probe_until = tonumber(known[3] or 0)
local failures, successes, since = tonumber(known[4] or 0), tonumber(known[5] or 0), tonumber(known[6] or now)

local function open()
  local duration = math.min(open_for * 2 ^ openings, open_cap)
  redis.call('DEL', key)
  redis.call('HSET', key, 'open_until', string.format('%.0f', now + duration), 'openings', openings + 1)
  redis.call('PEXPIRE', key, duration + 2 * open_cap + probe_for)
end

if open_until > 0 then
  if verb == 'ask' then
    if open_until > now then
      return {open_until - now, 0}
    elseif probe_until > now then
      return {probe_until - now, 0}
    end
    redis.call('HSET', key, 'probe_until', string.format('%.0f', now + probe_for))
    return {0, 2}
  elseif verb == 'probe_success' then
    redis.call('DEL', key)
  elseif verb == 'probe_failure' then
    open()
  elseif verb == 'probe_return' then
    redis.call('HDEL', key, 'probe_until')
  end
  -- Requests that began before it opened change nothing any more.
  return {0, 0}
end

if now - since > window then
  failures, successes, since = 0, 0, now
end

if verb == 'ask' then
  return {0, failures > 0 and 1 or 0}
elseif verb == 'failure' or verb == 'probe_failure' then
  failures = failures + 1
elseif failures > 0 then
  successes = successes + 1
else
  return {0, 0}
end

-- One poisoned request among many good ones is no reason to stop all of them.
if failures >= threshold and failures >= successes then
  open()
else
  redis.call('HSET', key, 'failures', failures, 'successes', successes, 'since', string.format('%.0f', since))
  redis.call('PEXPIRE', key, window)
end
return {0, 0}
