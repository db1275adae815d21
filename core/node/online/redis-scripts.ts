import { createHash } from 'node:crypto';

/** A script that Redis runs as one step. */
export interface Script {
  lua: string;
  sha: string;
}

function script(lua: string): Script {
  return { lua, sha: createHash('sha1').update(lua).digest('hex') };
}

/**
 * All take hundreds of records a call: ARGV is how long records are kept (milliseconds, 0 is for
 * ever), how many there are, and the records, whose keys are KEYS; or KEYS is the first alone, for
 * the way to a cluster's node, and the keys come before the records. They answer with a letter a
 * record: 1 written, 0 kept the newer one, f not written by this program, t of another type.
 *
 * Lua compares strings by the server's locale, so what is compared are numbers.
 */
const arguments_ = `
local expiry, count = tonumber(ARGV[1]), tonumber(ARGV[2])
local keys, before = KEYS, 2
if #KEYS < count then
  keys, before = {}, 2 + count
  for i = 1, count do keys[i] = ARGV[2 + i] end
end
local answers = {}
`;

const notOlder = `
local function not_older(a, b)
  for i = 1, 4 do
    if a[i] ~= b[i] then return a[i] > b[i] end
  end
  return true
end
`;

/** Records as core/online/packed.ts makes them. */
export const putPacked = script(`${arguments_}${notOlder}
local function order(record) return {struct.unpack('>I4I4I4I4', record)} end
for i = 1, count do
  local record = ARGV[before + i]
  local old = redis.pcall('GETRANGE', keys[i], 0, 25)
  if type(old) == 'table' then
    if not string.find(old.err, 'WRONGTYPE', 1, true) then return old end
    answers[i] = 't'
  elseif old ~= '' and (#old < 26 or string.sub(old, 25, 26) ~= string.sub(record, 25, 26)) then answers[i] = 'f'
  elseif old ~= '' and not not_older(order(record), order(old)) then answers[i] = '0'
  else
    if expiry > 0 then redis.call('SET', keys[i], record, 'PX', expiry) else redis.call('SET', keys[i], record) end
    answers[i] = '1'
  end
end
return table.concat(answers)
`);

/** Records as MessagePack arrays of fields and values, the first of which is __order. */
export const putHash = script(`${arguments_}${notOlder}
local function order(text)
  local numbers = {}
  for i = 0, 3 do numbers[i + 1] = tonumber(string.sub(text, i * 8 + 1, i * 8 + 8), 16) end
  return numbers
end
for i = 1, count do
  local record = cmsgpack.unpack(ARGV[before + i])
  local old = redis.pcall('HGET', keys[i], '__order')
  if type(old) == 'table' then
    if not string.find(old.err, 'WRONGTYPE', 1, true) then return old end
    answers[i] = 't'
  elseif old == false and redis.call('EXISTS', keys[i]) == 1 then answers[i] = 'f'
  elseif old and not not_older(order(record[2]), order(old)) then answers[i] = '0'
  else
    redis.call('DEL', keys[i])
    redis.call('HSET', keys[i], unpack(record))
    if expiry > 0 then redis.call('PEXPIRE', keys[i], expiry) end
    answers[i] = '1'
  end
end
return table.concat(answers)
`);

/** KEYS[1] is the hash of runs, ARGV a view and its run, whose first 16 characters are the end's order. */
export const putRun = script(`
local old = redis.call('HGET', KEYS[1], ARGV[1])
local function order(text) return tonumber(string.sub(text, 1, 8), 16), tonumber(string.sub(text, 9, 16), 16) end
if old then
  local a, b = order(ARGV[2])
  local c, d = order(old)
  if a < c or (a == c and b < d) then return 0 end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
`);
