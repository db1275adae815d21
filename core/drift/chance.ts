/** Numbers that look random and are always the same: a floor must not change when it is asked for again. (mulberry32) */
export function seededRandom(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** How many of `count` things fall on a side that each falls on with this probability. */
export function binomial(count: number, share: number, random: () => number): number {
  const variance = count * share * (1 - share);
  if (variance > 20) return clamp(Math.round(count * share + Math.sqrt(variance) * normal(random)), count);
  // The rarer side is counted.
  if (share > 0.5) return count - binomial(count, 1 - share, random);
  if (count > 200) return clamp(poisson(count * share, random), count);
  let found = 0;
  for (let i = 0; i < count; i++) if (random() < share) found++;
  return found;
}

function clamp(n: number, most: number): number {
  return Math.min(most, Math.max(0, n));
}

function poisson(expected: number, random: () => number): number {
  const limit = Math.exp(-expected);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count++;
  return count;
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
