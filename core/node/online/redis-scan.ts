import type { Redis } from 'ioredis';
import { script, type Script } from './redis-scripts.ts';

/**
 * A part of a node's keys with what they hold: ARGV is the cursor, the pattern, how many keys are looked at,
 * how many bytes the pattern has before and behind the name, and 1 where all keys may be asked about at
 * once (no cluster) or 0. It answers with the next cursor and,
 * in one string, each name and value behind its length: the client's part of many keys and values
 * costs several times as much as this.
 */
const scanPacked = script(`
local page = redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3])
local keys, first, last = page[2], tonumber(ARGV[4]) + 1, -tonumber(ARGV[5]) - 1
local together, pieces = ARGV[6] == '1', {}
for from = 1, #keys, 1000 do
  local to = math.min(from + 999, #keys)
  local values = together and redis.call('MGET', unpack(keys, from, to))
  for i = from, to do
    local name = string.sub(keys[i], first, last)
    local value = together and values[i - from + 1] or not together and redis.pcall('GET', keys[i])
    if type(value) == 'string' then pieces[#pieces + 1] = struct.pack('>I4c0I4c0', #name, name, #value, value) end
  end
end
return {page[1], table.concat(pieces)}
`);

export interface ScanPattern {
  prefix: string;
  suffix: string;
  /** Keys that are looked at at once. */
  count: number;
  /** Keys of several slots may be in one command: there are none. */
  together: boolean;
}

/** One part: the next cursor, `0` at the end, and what was found. */
export async function scanPart(
  node: Redis,
  cursor: string,
  { prefix, suffix, count, together }: ScanPattern,
): Promise<{ next: string; parcel: Buffer }> {
  const bytes = (text: string) => Buffer.byteLength(text);
  const args = [cursor, `${prefix}*${suffix}`, count, bytes(prefix), bytes(suffix), together ? 1 : 0];
  const [next, parcel] = (await runForBytes(node, scanPacked, args)) as [Buffer, Buffer];
  return { next: next.toString(), parcel };
}

/** Each name, and where its value begins and ends. */
export function* cutParcel(parcel: Buffer): Iterable<{ entity: string; from: number; to: number }> {
  for (let at = 0; at < parcel.length;) {
    const nameEnd = at + 4 + parcel.readUInt32BE(at);
    const to = nameEnd + 4 + parcel.readUInt32BE(nameEnd);
    yield { entity: parcel.toString('utf8', at + 4, nameEnd), from: nameEnd + 4, to };
    at = to;
  }
}

async function runForBytes(node: Redis, { lua, sha }: Script, args: readonly (string | number)[]): Promise<unknown> {
  try {
    return await node.evalshaBuffer(sha, 0, ...args);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return node.evalBuffer(lua, 0, ...args);
  }
}
