/** A measured thing, and where there is a bar, what it is compared with. */
export interface Measured {
  what: string;
  seconds: number;
  /** How often the thing took as long as what it is compared with. */
  ratio: { to: string; is: number; atMost: number } | null;
  note: string;
}

/**
 * Runs several things in turn, that many times, so that whatever else the machine does hits all alike.
 * Gives the median seconds of each. A thing that must prepare something does it in `before`, unmeasured.
 */
export async function medians<Name extends string>(
  runs: number,
  things: Record<Name, () => Promise<number>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(things) as Name[];
  const taken = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let run = 0; run < runs; run++) {
    for (const name of names) taken.get(name)!.push(await things[name]());
  }
  return Object.fromEntries(names.map((name) => [name, median(taken.get(name)!)])) as Record<Name, number>;
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
