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
 * Both take hundreds of records a call: KEYS[1] is one of their keys, for the way to a cluster's node;
 * ARGV is how long records are kept (milliseconds, 0 is for ever), 1 where all keys may be asked about
 * at once (no cluster) or 0, and each record's key and value. They answer with a letter a record: 1
 * written, 0 kept the newer one, f not written by this program, t of another type.
 *
 * Lua compares strings by the server's locale, so what is compared are numbers.
 */
const readArguments = `
local expiry, together, count = tonumber(ARGV[1]), ARGV[2] == '1', (#ARGV - 2) / 2
local cut, sub, call, pcall = struct.unpack, string.sub, redis.call, redis.pcall
local keys, records, answers = {}, {}, {}
for i = 1, count do keys[i], records[i] = ARGV[2 * i + 1], ARGV[2 * i + 2] end
`;

/**
 * Records as core/online/packed.ts makes them. Where none of the keys is there, nothing is compared but
 * those in the call that come twice; what is written is written at once.
 */
export const putPacked = script(`${readArguments}
local fresh = together and call('EXISTS', unpack(keys)) == 0
local latest, set, olds = {}, {}, {}
if together and not fresh then olds = call('MGET', unpack(keys)) end
local function older(a, b)
  local a1, a2, a3 = cut('>I6I6I4', a)
  local b1, b2, b3 = cut('>I6I6I4', b)
  if a1 ~= b1 then return a1 < b1 end
  if a2 ~= b2 then return a2 < b2 end
  return a3 < b3
end
for i = 1, count do
  local key, record = keys[i], records[i]
  local answer, old = '1', latest[key]
  if not old and not fresh then
    old = olds[i] or pcall('GETRANGE', key, 0, 25)
    if type(old) == 'table' then
      if not string.find(old.err, 'WRONGTYPE', 1, true) then return old end
      answer = 't'
    elseif old == '' then old = nil
    elseif #old < 26 or sub(old, 25, 26) ~= sub(record, 25, 26) then answer = 'f' end
  end
  if answer == '1' and old and older(record, old) then answer = '0' end
  answers[i] = answer
  if answer == '1' then
    latest[key] = record
    if together and expiry == 0 then set[#set + 1] = key; set[#set + 1] = record
    elseif expiry > 0 then call('SET', key, record, 'PX', expiry)
    else call('SET', key, record) end
  end
end
if #set > 0 then call('MSET', unpack(set)) end
return table.concat(answers)
`);

/**
 * Records as MessagePack arrays of fields and values, the first of which is __order. What a record no
 * longer has is taken away last: a first write that frees memory would let the next ones pass a full
 * server's limit.
 */
export const putHash = script(`${readArguments}
local function older(a, b)
  for i = 1, 32, 8 do
    local x, y = tonumber(sub(a, i, i + 7), 16), tonumber(sub(b, i, i + 7), 16)
    if x ~= y then return x < y end
  end
  return false
end
for i = 1, count do
  local key, record = keys[i], cmsgpack.unpack(records[i])
  local old = pcall('HGET', key, '__order')
  if type(old) == 'table' then
    if not string.find(old.err, 'WRONGTYPE', 1, true) then return old end
    answers[i] = 't'
  elseif not old and call('EXISTS', key) == 1 then answers[i] = 'f'
  elseif old and #old ~= 32 then answers[i] = 'f'
  elseif old and older(record[2], old) then answers[i] = '0'
  else
    local gone = {}
    if old then
      local fields = {}
      for j = 1, #record, 2 do fields[record[j]] = true end
      for _, field in ipairs(call('HKEYS', key)) do
        if not fields[field] then gone[#gone + 1] = field end
      end
    end
    for j = 1, #record, 4000 do call('HSET', key, unpack(record, j, math.min(j + 3999, #record))) end
    for _, field in ipairs(gone) do call('HDEL', key, field) end
    if expiry > 0 then call('PEXPIRE', key, expiry) elseif old then call('PERSIST', key) end
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
