import { createHash } from 'node:crypto';

/** A script that Redis runs as one step. */
export interface Script {
  lua: string;
  sha: string;
}

function script(lua: string): Script {
  return { lua, sha: createHash('sha1').update(lua).digest('hex') };
}

/** Seconds that a run may take: its marks are gone then. */
export const markSeconds = 7 * 24 * 3600;

/**
 * Both take hundreds of records a call: KEYS[1] is one of their keys, for the way to a cluster's node;
 * ARGV is how long records are kept (milliseconds, 0 is for ever), 1 where all keys may be asked about
 * at once (no cluster) or 0, the run's mark, the call's number, 1 where the mark may not be there yet,
 * 1 where records are written over newer ones too, and each record's key and value. They answer with a
 * letter a record: 1 written, 0 kept the newer one, f not written by this program, t of another type.
 * Where the mark is gone, so may be what was written before: nothing is, and the answer is ASOFGONE.
 *
 * Lua compares strings by the server's locale, so what is compared are numbers.
 */
const readArguments = `
local expiry, together, count = tonumber(ARGV[1]), ARGV[2] == '1', (#ARGV - 6) / 2
local mark, number, over = ARGV[3], ARGV[4], ARGV[6] == '1'
local cut, sub, call, pcall = struct.unpack, string.sub, redis.call, redis.pcall
if call('EXISTS', mark) == 0 then
  if ARGV[5] ~= '1' then return redis.error_reply('ASOFGONE') end
  call('SET', mark, '', 'EX', ${markSeconds})
end
local keys, records, answers = {}, {}, {}
for i = 1, count do keys[i], records[i] = ARGV[2 * i + 5], ARGV[2 * i + 6] end
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
  if answer == '1' and old and not over and older(record, old) then answer = '0' end
  answers[i] = answer
  if answer == '1' then
    latest[key] = record
    if together and expiry == 0 then set[#set + 1] = key; set[#set + 1] = record
    elseif expiry > 0 then call('SET', key, record, 'PX', expiry)
    else call('SET', key, record) end
  end
end
if #set > 0 then call('MSET', unpack(set)) end
call('SETBIT', mark, number, 1)
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
  elseif old and not over and older(record[2], old) then answers[i] = '0'
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
call('SETBIT', mark, number, 1)
return table.concat(answers)
`);

/** Marks a call whose records were written before it, on the same way: KEYS[1] is the mark, ARGV the call's number. */
export const putMark = script(`
if redis.call('EXISTS', KEYS[1]) == 0 then return redis.error_reply('ASOFGONE') end
return redis.call('SETBIT', KEYS[1], ARGV[1], 1)
`);

/** Of a mark, how many calls it has to know; and the numbers of those that do not count. */
const checkMark = (mark: string, first: number) => `
if redis.call('EXISTS', ${mark}) == 0 then return redis.error_reply('ASOFGONE') end
local known = redis.call('BITCOUNT', ${mark})
for i = ${first + 1}, #ARGV do known = known - redis.call('GETBIT', ${mark}, ARGV[i]) end
if known ~= tonumber(ARGV[${first}]) then return redis.error_reply('ASOFGONE') end
`;

/** KEYS[1] is a mark. */
export const holdsMark = script(`${checkMark('KEYS[1]', 1)} return 1`);

/**
 * KEYS are the hash of runs, that of what was disturbed, and the run's mark; ARGV a view, its run, whose
 * first 16 characters are the end's order, 1 where it is kept in any case, what was disturbed when it
 * began, and as of a mark.
 */
export const putRun = script(`
if (redis.call('HGET', KEYS[2], ARGV[1]) or '') ~= ARGV[4] then return redis.error_reply('ASOFGONE') end
${checkMark('KEYS[3]', 5)}
local old = redis.call('HGET', KEYS[1], ARGV[1])
local function order(text) return tonumber(string.sub(text, 1, 8), 16), tonumber(string.sub(text, 9, 16), 16) end
redis.call('DEL', KEYS[3])
if old and ARGV[3] ~= '1' then
  local a, b = order(ARGV[2])
  local c, d = order(old)
  if not c or not d then return redis.error_reply('ASOFDAMAGED') end
  if a < c or (a == c and b < d) then return 0 end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
`);
