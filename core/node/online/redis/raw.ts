import { Command, type Cluster, type Redis } from 'ioredis';
import type { Script } from './scripts.ts';

/**
 * A command whose last arguments are in bytes already as Redis reads them: what the client does to
 * each of hundreds of arguments costs more than all that Redis does with them.
 */
class RawCommand extends Command {
  readonly #head: Buffer;
  readonly #rest: Buffer;

  constructor(name: string, first: readonly string[], rest: Buffer, restCount: number) {
    super(name, [...first], { replyEncoding: 'utf8' });
    const head = [name, ...first].map((text) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`).join('');
    this.#head = Buffer.from(`*${1 + first.length + restCount}\r\n${head}`);
    this.#rest = rest;
  }

  override toWritable(): Buffer {
    return Buffer.concat([this.#head, this.#rest]);
  }
}

export function sendRaw(
  client: Redis | Cluster,
  name: string,
  first: readonly string[],
  rest: Buffer,
  restCount: number,
): Promise<string> {
  const command = new RawCommand(name, first, rest, restCount);
  void client.sendCommand(command);
  return command.promise.then(String);
}

/** Runs a script by its name, and by its text where the server has not seen it. */
export async function runRaw(
  client: Redis | Cluster,
  { lua, sha }: Script,
  first: readonly string[],
  rest: Buffer,
  restCount: number,
): Promise<string> {
  try {
    return await sendRaw(client, 'evalsha', [sha, ...first], rest, restCount);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return sendRaw(client, 'eval', [lua, ...first], rest, restCount);
  }
}
