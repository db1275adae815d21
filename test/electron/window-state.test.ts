import { describe, expect, it } from 'vitest';
import { restoreState } from '../../electron/window-state.ts';

const screen = { x: 0, y: 0, width: 1920, height: 1080 };
const second = { x: 1920, y: -200, width: 1280, height: 720 };
const usual = { width: 1280, height: 860, maximized: false };

describe('restoreState', () => {
  it('puts the window where it was', () => {
    const saved = { width: 1000, height: 700, place: { x: 50, y: 60 }, maximized: true };
    expect(restoreState(saved, [screen])).toEqual(saved);
    const beside = { width: 1000, height: 700, place: { x: 2000, y: -100 }, maximized: false };
    expect(restoreState(beside, [screen, second])).toEqual(beside);
  });

  it.each([
    ['on a screen that is gone', { x: 2000, y: -100 }],
    ['above the screen, out of reach', { x: 100, y: -50 }],
    ['below the screen', { x: 100, y: 1070 }],
    ['left of the screen but for a sliver', { x: -950, y: 100 }],
    ['right of the screen but for a sliver', { x: 1850, y: 100 }],
  ])('puts a window %s in the middle', (_, place) => {
    const saved = { width: 1000, height: 700, place, maximized: false };
    expect(restoreState(saved, [screen])).toEqual({ width: 1000, height: 700, maximized: false });
  });

  it('leaves a window that hangs over an edge where it is, while its upper edge can be grabbed', () => {
    const saved = { width: 1000, height: 700, place: { x: -800, y: 900 }, maximized: false };
    expect(restoreState(saved, [screen])).toEqual(saved);
  });

  it('makes a window no larger than its screen and no smaller than can be used', () => {
    const large = { width: 5000, height: 3000, place: { x: 0, y: 0 }, maximized: false };
    expect(restoreState(large, [screen])).toMatchObject({ width: 1920, height: 1080 });
    const small = { width: 10, height: 10, maximized: false };
    expect(restoreState(small, [screen])).toMatchObject({ width: 720, height: 480 });
  });

  it.each([
    null,
    undefined,
    'x',
    [],
    {},
    { width: '9', height: 9, maximized: true },
    { width: 900, height: 700, place: { x: NaN, y: 0 }, maximized: false },
  ])('takes the usual state for %j', (saved) => {
    expect(restoreState(saved, [screen])).toEqual(usual);
  });

  it('does without screens', () => {
    expect(restoreState(null, [])).toEqual(usual);
  });
});
