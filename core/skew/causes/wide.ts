/** The logarithm of the chance at which values lie too close together. */
const tooClose = -6;

/** Whether so many values lie as far apart, in `width` of all ranks (0 to 1), as they would if they were any of them. */
export function isWide(width: number, values: number): boolean {
  return values > 1 && values * Math.log(width * ((values + 1) / (values - 1))) > tooClose;
}
