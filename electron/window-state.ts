import { numberUpTo, fields, trueOrFalse, optional, type Check } from '../core/types/shape.ts';

export interface ScreenArea {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where the window was; without a place it is put in the middle of the screen. */
export interface WindowState {
  width: number;
  height: number;
  place?: { x: number; y: number };
  maximized: boolean;
}

const usual: WindowState = { width: 1280, height: 860, maximized: false };
export const least = { width: 720, height: 480 };

/** So much of the window's upper edge must be on a screen, or nobody can move it back. */
const grip = { width: 120, height: 32 };

/** A saved state fitted to the screens that there are now (their work areas); the usual one where it is none. */
export function restoreState(saved: unknown, screens: readonly ScreenArea[]): WindowState {
  const state = parse(saved) ?? usual;
  const { place, maximized } = state;
  const screen = place && screens.find((area) => holdsGrip(area, place, state.width));
  const room = screen ?? screens[0];
  const width = fit(state.width, least.width, room?.width);
  const height = fit(state.height, least.height, room?.height);
  return { width, height, maximized, ...(screen && place && { place }) };
}

function holdsGrip(screen: ScreenArea, place: { x: number; y: number }, width: number): boolean {
  const across = Math.min(place.x + width, screen.x + screen.width) - Math.max(place.x, screen.x);
  return across >= grip.width && place.y >= screen.y && place.y + grip.height <= screen.y + screen.height;
}

function fit(size: number, least: number, most: number | undefined): number {
  return Math.max(least, Math.min(size, most ?? size));
}

const anywhere: Check<number> = (value, place) =>
  typeof value === 'number' && Math.abs(value) < 100_000 ? Math.round(value) : numberUpTo(0)(value, place);

const shape: Check<WindowState> = fields({
  width: numberUpTo(100_000),
  height: numberUpTo(100_000),
  place: optional(fields({ x: anywhere, y: anywhere })),
  maximized: trueOrFalse,
});

function parse(saved: unknown): WindowState | null {
  try {
    return shape(saved, 'window');
  } catch {
    return null;
  }
}
