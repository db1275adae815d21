import { randomBytes } from 'node:crypto';
import { Cluster, type Redis } from 'ioredis';
import { escapePart } from '../../../online/keys.ts';
import { markKey } from './keys.ts';
import { slotOf } from './slots.ts';

/** One bit a call that has written; it lies where the records do. */
export interface Mark {
  key: string;
  /** It is made when the run begins, so that one that is not there was lost; else by the first call. */
  mayBeNew: boolean;
  /** Calls that were numbered. */
  made: number;
  /** Numbers whose calls do not count: their answers did not come, and others did their work. */
  void: number[];
}

/**
 * How a run knows that it has met one and the same store, whatever the server lets it ask. Each call of
 * a script sets a bit of a mark beside what it writes, as one step with it. Whatever a server loses it
 * loses from the end of what it was told: restarted empty, emptied by somebody, or replaced by a replica
 * or a copy on a disk that had not got everything, it lacks a bit for each call that it lacks. The run
 * counts them when it ends. A standalone Redis has one mark, a cluster one for each master.
 */
export class RunMarks {
  readonly #project: string;
  readonly #run = randomBytes(8).toString('hex');
  readonly #marks = new Map<string, Mark>();
  readonly #ofNode = new Map<Redis | Cluster, Mark>();

  constructor(project: string) {
    this.#project = escapePart(project);
  }

  /** In the slot of what is kept of runs. */
  get first(): Mark {
    return this.#mark(this.#project, false);
  }

  get all(): Mark[] {
    return [...new Set([this.first, ...this.#marks.values()])];
  }

  /** For calls to a node. Those that are asked for before the run begins are made then. */
  of(client: Redis | Cluster, node: Redis | Cluster, mayBeNew: boolean): Mark {
    if (!(client instanceof Cluster)) return this.first;
    const known = this.#ofNode.get(node);
    if (known) return known;
    const nodeOf = nodeFinder(client);
    let tag = this.#project;
    for (let n = 0; nodeOf(markKey(tag, this.#run)) !== node && n < mostTags; n++) tag = `${this.#project}:${n}`;
    const mark = this.#mark(tag, mayBeNew);
    this.#ofNode.set(node, mark);
    return mark;
  }

  /** Beside one record, wherever that is now. */
  beside(key: string): Mark {
    return this.#mark(/\{(.*?)\}/s.exec(key)![1]!, true);
  }

  #mark(tag: string, mayBeNew: boolean): Mark {
    const key = markKey(tag, this.#run);
    const known = this.#marks.get(key);
    if (known) return known;
    const made: Mark = { key, mayBeNew, made: 0, void: [] };
    this.#marks.set(key, made);
    return made;
  }
}

/** A node with one slot of 16,384 is found by some of so many. */
const mostTags = 300_000;

/** Which master has a key's slot, as far as is known. */
export function nodeFinder(cluster: Cluster): (key: string) => Redis {
  const all = cluster.nodes('master');
  const nodes = new Map(all.map((node) => [`${node.options.host}:${node.options.port}`, node]));
  return (key) => nodes.get(cluster.slots[slotOf(key)]?.[0] ?? '') ?? all[0]!;
}
