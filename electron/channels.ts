import type { ThemeChoice } from '../core/rpc/desktop-bridge.ts';
import { inputs } from '../core/rpc/inputs.ts';
import { openedWorkspace } from '../core/rpc/recent.ts';
import { nothing, oneOf, shortText, type Check } from '../core/types/shape.ts';

/** What the page may ask and be answered, and what it may tell: all of it, with the shape of what it sends along. */
export const asks = {
  'host:connect': nothing,
  'dialog:folder': nothing,
  'dialog:files': nothing,
  'dialog:save': shortText,
  'workspace:recent': nothing,
  'page:pdf': nothing,
} satisfies Record<string, Check<unknown>>;

const progress: Check<number | 'busy' | null> = (value, place) =>
  value === null || (typeof value === 'number' && value >= 0 && value <= 1) ? value : oneOf('busy')(value, place);

const themeChoice: Check<ThemeChoice> = oneOf('system', 'light', 'dark');

export const tells = {
  'workspace:opened': openedWorkspace,
  'workspace:gone': (value, place) => inputs.openWorkspace(value, place),
  progress,
  theme: themeChoice,
} satisfies Record<string, Check<unknown>>;

/** What the page is told. `host:port` brings a MessagePort. */
export type ToldPage = 'command' | 'host:lost' | 'host:port';

export type ShellAsk = keyof typeof asks;
export type Tell = keyof typeof tells;
export type Payload<C extends ShellAsk | Tell> = ReturnType<(typeof asks & typeof tells)[C]>;
