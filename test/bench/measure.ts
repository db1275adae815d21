/** A measured thing, and where there is a bar, what it is compared with. */
export interface Measured {
  what: string;
  /** The median. */
  seconds: number;
  /** The first run: it looks for ties and nulls, which later runs on the same files know of. */
  first: number;
  /** Seconds of processor, the median: on a busy machine it says more. */
  cpu: number;
  /** How often the thing took as long as what it is compared with. */
  ratio: { to: string; is: number; atMost: number } | null;
  note: string;
}

export interface Taken {
  median: number;
  first: number;
  cpu: number;
}

export interface Spent {
  wall: number;
  cpu: number;
}

/**
 * Runs several things in turn, that many times, so that whatever else the machine does hits all alike.
 * Seconds, of each.
 */
export function inTurn<Name extends string>(
  runs: number,
  things: Record<Name, () => Promise<unknown>>,
): Promise<Record<Name, Taken>> {
  const spent = Object.entries<() => Promise<unknown>>(things).map(([name, work]) => [name, () => spend(work)]);
  return spentInTurn(runs, Object.fromEntries(spent) as Record<Name, () => Promise<Spent>>);
}

/** The same of what measures itself. */
export async function spentInTurn<Name extends string>(
  runs: number,
  things: Record<Name, () => Promise<Spent>>,
): Promise<Record<Name, Taken>> {
  const names = Object.keys(things) as Name[];
  const taken = new Map<Name, Spent[]>(names.map((name) => [name, []]));
  for (let run = 0; run < runs; run++) {
    for (const name of names) taken.get(name)!.push(await things[name]());
  }
  const told = ([name, all]: [Name, Spent[]]) => {
    const wall = all.map((spent) => spent.wall);
    return [name, { median: median(wall), first: wall[0]!, cpu: median(all.map((spent) => spent.cpu)) }];
  };
  return Object.fromEntries([...taken].map(told)) as Record<Name, Taken>;
}

/** Seconds that some work takes, on the clock and of all processors. */
export async function spend(work: () => Promise<unknown>): Promise<Spent> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wall: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 };
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** With a share of the values below it, between two of them where it falls there. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low + (high - low) * (at % 1);
}
