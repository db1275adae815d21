/** Numbers that look random and are always the same: a floor must not change when it is asked for again. (mulberry32) */
export function seededRandom(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** How many of `count` things fall on a side that each falls on with this probability: a number at each call. */
export function binomial(count: number, share: number, random: () => number): () => number {
  const variance = count * share * (1 - share);
  const [mean, spread] = [count * share, Math.sqrt(variance)];
  if (variance > 20) return () => clamp(Math.round(mean + spread * normal(random)), count);
  const least = Math.max(0, Math.floor(mean - 10 * spread - 10));
  const sums = chances(count, share, least, Math.min(count, Math.ceil(mean + 10 * spread + 10)));
  return () => least + firstOver(sums, random() * sums.at(-1)!);
}

/** Of each number from `least` to `most`, the chance of it and of all before it, in proportion: told from its neighbour. */
function chances(count: number, share: number, least: number, most: number): number[] {
  const mode = Math.min(most, Math.max(least, Math.floor((count + 1) * share)));
  const odds = share / (1 - share);
  const found = new Array<number>(most - least + 1).fill(0);
  found[mode - least] = 1;
  for (let k = mode; k < most; k++) found[k + 1 - least] = (found[k - least]! * (count - k) * odds) / (k + 1);
  for (let k = mode; k > least; k--) found[k - 1 - least] = (found[k - least]! * k) / ((count - k + 1) * odds);
  let sum = 0;
  return found.map((one) => (sum += one));
}

function firstOver(sums: readonly number[], at: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle]! > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

function clamp(n: number, most: number): number {
  return Math.min(most, Math.max(0, n));
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
