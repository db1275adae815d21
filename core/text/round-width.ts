const powers = Array.from({ length: 641 }, (_, i) => 10 ** (i - 320));
const seconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200].concat(
  [1, 2, 5, 7, 14, 30, 60, 90, 180, 365, 730, 1825, 3650].map((days) => days * 86_400),
);

/** The least round number that is at least so great: 1, 2 or 5 times a power of ten. */
export function roundNumber(least: number): number {
  const power = powers.findLast((one) => one <= least) ?? powers[0]!;
  return [1, 2, 5, 10].map((digit) => digit * power).find((one) => one >= least) ?? least;
}

/** The least round number of seconds that is at least so great, as clocks and calendars are round. */
export function roundSeconds(least: number): number {
  return least < 1 ? roundNumber(least) : (seconds.find((one) => one >= least) ?? roundNumber(least));
}
