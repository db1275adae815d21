import { Agent, request } from 'node:http';
import { Random } from '../support/random.ts';
import { lookedUpEntities } from './online-data.ts';

/** A client with a connection of its own, which asks for one entity after the other, or for many at once. */
export class ServedClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #url: URL;
  readonly #random: Random;
  readonly #body: (ids: string[]) => object;

  constructor(url: string, body: (ids: string[]) => object, seed: number) {
    this.#url = new URL(url);
    this.#random = new Random(seed);
    this.#body = body;
  }

  /** The text of an answer, and the milliseconds until all of it is there. Throws where it is no 200. */
  ask(entities: number): Promise<{ text: string; ms: number }> {
    const ids = Array.from({ length: entities }, () => String(this.#random.below(lookedUpEntities)));
    const body = JSON.stringify(this.#body(ids));
    const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
    const start = performance.now();
    return new Promise((resolve, reject) => {
      const sent = request(this.#url, { method: 'POST', agent: this.#agent, headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', reject);
        answer.on('end', () => {
          const text = Buffer.concat(parts).toString();
          if (answer.statusCode === 200) resolve({ text, ms: performance.now() - start });
          else reject(new Error(`${answer.statusCode}: ${text.slice(0, 200)}`));
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
