import { describe, expect, it } from 'vitest';
import { Palette } from '../../../renderer/state/palette.svelte.ts';

function setup(...names: string[]) {
  const ran: string[] = [];
  const entries = names.map((name) => ({ id: name, name, what: '', run: () => void ran.push(name) }));
  return { palette: new Palette(() => entries), ran };
}

describe('the palette', () => {
  it('lists everything in its order until something is typed, then what fits best first', () => {
    const { palette } = setup('leakage', 'labels', 'training set');
    expect(palette.found.map((entry) => entry.name)).toEqual(['leakage', 'labels', 'training set']);
    palette.typed = 'lab';
    expect(palette.found.map((entry) => entry.name)).toEqual(['labels']);
  });

  it('moves in a ring, and starts at the top again when more is typed', () => {
    const { palette } = setup('a1', 'a2', 'a3');
    palette.move(-1);
    expect(palette.at).toBe(2);
    palette.move(1);
    expect(palette.at).toBe(0);
    palette.move(1);
    palette.typed = 'a';
    expect(palette.at).toBe(0);
  });

  it('offers an entity last, of whatever is typed', () => {
    const goTo = (typed: string) =>
      typed === '' ? null : { id: 'e', name: `Go to ${typed}`, what: '', run: () => {} };
    const palette = new Palette(() => [{ id: 'c', name: 'churn', what: '', run: () => {} }], goTo);
    expect(palette.found.map(({ name }) => name)).toEqual(['churn']);
    palette.typed = 'c';
    expect(palette.found.map(({ name }) => name)).toEqual(['churn', 'Go to c']);
  });

  it('runs what is chosen, and nothing where nothing is found', () => {
    const { palette, ran } = setup('open', 'keys');
    palette.move(1);
    palette.run();
    palette.typed = 'zzz';
    palette.run();
    expect(ran).toEqual(['keys']);
  });
});
