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
  for (const start of left) {
    if (circles.some((circle) => circle.includes(start))) continue;
    const circle = circleThrough(start, dependsOn);
    if (circle) circles.push(circle);
  }
  return circles;
}

/** A way from one of them back to itself, each behind what depends on it; null where there is none. */
export function circleThrough(start: number, dependsOn: readonly (readonly number[])[]): number[] | null {
  const seen = new Set<number>();
  const walk = (path: readonly number[]): number[] | null => {
    for (const next of dependsOn[path.at(-1)!]!) {
      if (next === start) return [...path];
      if (seen.has(next)) continue;
      seen.add(next);
      const found = walk([...path, next]);
      if (found) return found;
    }
    return null;
  };
  return walk([start]);
}

/** What is wrong with cells of these names, which use each other in this order. */
export function sayCircle(names: readonly (string | null)[]): { message: string; expected: string } {
  const path = [...names, names[0]].join(' → ');
  return { message: `cells use each other: ${path}`, expected: 'let one of them use another name' };
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
