/** What of a chart can be selected, along its axis. */
export interface Selecting {
  /** Of what, for who does not see it: `delay`. */
  name: string;
  /** Where the chart has each place that can be selected, in their order. */
  places: readonly (number | string)[];
  /** From which place to which, by their indices; null where nothing is selected here. */
  chosen: SelectedPlaces | null;
  /** What is selected, in words. */
  said: string;
  onselect: (chosen: SelectedPlaces | null) => void;
}

/** Places from one to another, both with them; the one that moves may be either. */
export type SelectedPlaces = readonly [from: number, to: number];

/** What a key makes of it: moved, or with one of its ends moved; the first key selects the first or last place. */
export function selectedBy(
  command: 'back' | 'on' | 'widen back' | 'widen on',
  chosen: SelectedPlaces | null,
  places: number,
): SelectedPlaces {
  const step = command === 'on' || command === 'widen on' ? 1 : -1;
  if (!chosen) return step > 0 ? [0, 0] : [places - 1, places - 1];
  const within = (at: number): number => Math.min(places - 1, Math.max(0, at));
  const [fixed, moving] = chosen;
  const next = within(moving + step);
  return command === 'on' || command === 'back' ? [next, next] : [fixed, next];
}

/** Left and right of what is selected, pixels, half way to its neighbours; `edges` has the chart's own two. */
export function bandOf(
  at: readonly number[],
  [from, to]: SelectedPlaces,
  edges: readonly [number, number],
): [number, number] {
  const between = (i: number): number => {
    if (i < 0) return edges[0];
    if (i >= at.length - 1) return edges[1];
    return (at[i]! + at[i + 1]!) / 2;
  };
  const half = at.length > 1 ? (at[1]! - at[0]!) / 2 : edges[1];
  const left = from === 0 ? Math.max(edges[0], at[0]! - half) : between(from - 1);
  const lastHalf = at.length > 1 ? (at.at(-1)! - at.at(-2)!) / 2 : edges[1];
  const right = to === at.length - 1 ? Math.min(edges[1], at.at(-1)! + lastHalf) : between(to);
  return [left, right];
}

/** The place that is nearest; -1 where there is none. */
export function nearestPlace(at: readonly number[], x: number): number {
  return at.reduce((best, one, i) => (best === -1 || Math.abs(one - x) < Math.abs(at[best]! - x) ? i : best), -1);
}
