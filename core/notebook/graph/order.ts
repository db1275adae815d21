/**
 * Puts things behind what they depend on; what is free keeps its order.
 *
 * @param dependsOn Of each its indices.
 */
export function inOrder(dependsOn: readonly (readonly number[])[]): { order: number[]; circles: number[][] } {
  const order: number[] = [];
  const placed = new Set<number>();
  for (;;) {
    // One at a time, always the first that may come, so that the order is the file's where it can be.
    const next = dependsOn.findIndex((needs, i) => !placed.has(i) && needs.every((one) => placed.has(one)));
    if (next === -1) break;
    placed.add(next);
    order.push(next);
  }
  const left = dependsOn.flatMap((_, i) => (placed.has(i) ? [] : [i]));
  return { order: [...order, ...left], circles: circlesAmong(left, dependsOn) };
}

/** Of those that no order can have: circles that they all lie in, or behind. */
function circlesAmong(left: readonly number[], dependsOn: readonly (readonly number[])[]): number[][] {
  const circles: number[][] = [];
  const seen = new Set<number>();
  for (const start of left) {
    const path: number[] = [];
    // Each that is left needs another that is left.
    for (let at = start; !seen.has(at); at = dependsOn[at]!.find((one) => left.includes(one))!) {
      seen.add(at);
      path.push(at);
      const next = dependsOn[at]!.find((one) => left.includes(one))!;
      if (path.includes(next)) circles.push(path.slice(path.indexOf(next)));
    }
  }
  return circles;
}

/** All that depends on one of these, directly or through others, and is not one of them. */
export function after(starts: readonly number[], dependsOn: readonly (readonly number[])[]): number[] {
  const reached = new Set(starts);
  for (let grew = true; grew;) {
    const more = dependsOn.flatMap((needs, i) => (!reached.has(i) && needs.some((one) => reached.has(one)) ? [i] : []));
    more.forEach((i) => reached.add(i));
    grew = more.length > 0;
  }
  return [...reached].filter((i) => !starts.includes(i)).sort((a, b) => a - b);
}
