/** A measured thing, and where there is a bar, what it is compared with. */
export interface Measured {
  what: string;
  /** The median. */
  seconds: number;
  /** The first run: it looks for ties and nulls, which later runs on the same files know of. */
  first: number;
  /** How often the thing took as long as what it is compared with. */
  ratio: { to: string; is: number; atMost: number } | null;
  note: string;
}

export interface Taken {
  median: number;
  first: number;
}

/**
 * Runs several things in turn, that many times, so that whatever else the machine does hits all alike.
 * Seconds, of each.
 */
export async function inTurn<Name extends string>(
  runs: number,
  things: Record<Name, () => Promise<unknown>>,
): Promise<Record<Name, Taken>> {
  const names = Object.keys(things) as Name[];
  const taken = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let run = 0; run < runs; run++) {
    for (const name of names) taken.get(name)!.push(await seconds(things[name]));
  }
  const told = ([name, all]: [Name, number[]]) => [name, { median: median(all), first: all[0]! }];
  return Object.fromEntries([...taken].map(told)) as Record<Name, Taken>;
}

export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
