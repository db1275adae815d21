const longestMs = 2_000;

/** Before trying to connect again: at once, then ever longer, up to two seconds. */
export function pause(attempt: number): Promise<void> {
  const ms = attempt === 0 ? 0 : Math.min(longestMs, 100 * 2 ** (attempt - 1));
  return new Promise((resolve) => setTimeout(resolve, ms));
}
