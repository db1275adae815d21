/** Every key of the workbench, in one table. A scope is where the focus must be; `everywhere` yields to the others. */
export type KeyScope =
  'everywhere' | 'presenting' | 'cell' | 'cell text' | 'time machine' | 'label line' | 'plot' | 'grid' | 'side by side';

export interface KeyBinding {
  scope: KeyScope;
  /** `Mod` is Cmd on a Mac, Ctrl elsewhere; letters in lower case, named keys as in KeyboardEvent.key. */
  keys: readonly string[];
  command: string;
  /** What it does, for the list of keys. */
  does: string;
  /** It has to be pressed two times. */
  twice?: true;
}

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** With Shift, the key of the minus gives another sign on most keyboards. */
const splitKeys = ['Mod+Shift+-', 'Mod+Shift+_'];

export const keyBindings = [
  { scope: 'everywhere', keys: ['Mod+k'], command: 'palette', does: 'open anything by name' },
  { scope: 'everywhere', keys: ['Mod+o'], command: 'open', does: 'open a workspace, a lesson or files' },
  { scope: 'everywhere', keys: ['Mod+s'], command: 'save', does: 'save the notebook, or dropped files as a workspace' },
  { scope: 'everywhere', keys: ['Mod+z'], command: 'undo', does: 'undo' },
  { scope: 'everywhere', keys: ['Mod+Shift+z', 'Mod+y'], command: 'redo', does: 'redo' },
  { scope: 'everywhere', keys: ['Mod+Shift+Enter'], command: 'run stale', does: 'run the cells that are not fresh' },
  { scope: 'everywhere', keys: ['Mod+Alt+Enter'], command: 'run all', does: 'run all cells, but those that write' },
  { scope: 'everywhere', keys: ['Mod+.'], command: 'cancel', does: 'cancel what is running' },
  { scope: 'everywhere', keys: ['Mod+b'], command: 'sidebar', does: 'show or hide the workspace' },
  { scope: 'everywhere', keys: ['Mod+i'], command: 'inspector', does: 'show or hide the inspector' },
  { scope: 'everywhere', keys: ['Escape'], command: 'close', does: 'close what is open on top' },
  { scope: 'everywhere', keys: digits, command: 'go to cell', does: 'go to the cell of that number' },
  { scope: 'everywhere', keys: ['p'], command: 'present', does: 'present, one cell at a time in large type' },
  { scope: 'everywhere', keys: ['?'], command: 'keys', does: 'show these keys' },
  { scope: 'presenting', keys: ['ArrowRight', 'PageDown', ' '], command: 'next', does: 'go on' },
  { scope: 'presenting', keys: ['ArrowLeft', 'PageUp'], command: 'previous', does: 'go back' },
  { scope: 'cell', keys: ['j'], command: 'next', does: 'go to the next cell' },
  { scope: 'cell', keys: ['k'], command: 'previous', does: 'go to the cell before' },
  { scope: 'cell', keys: ['Enter'], command: 'edit', does: 'write in the cell; Escape leaves' },
  { scope: 'cell', keys: ['Mod+Enter'], command: 'run', does: 'run the cell' },
  { scope: 'cell', keys: ['Shift+Enter'], command: 'run and next', does: 'run the cell and go to the next' },
  { scope: 'cell', keys: ['i'], command: 'stop all', does: 'stop all cells', twice: true },
  { scope: 'cell', keys: [], command: 'name', does: 'give the cell a name' },
  { scope: 'cell', keys: ['a'], command: 'add above', does: 'add a cell above' },
  { scope: 'cell', keys: ['b'], command: 'add below', does: 'add a cell below' },
  { scope: 'cell', keys: ['Alt+ArrowUp'], command: 'move up', does: 'move the cell up' },
  { scope: 'cell', keys: ['Alt+ArrowDown'], command: 'move down', does: 'move the cell down' },
  { scope: 'cell', keys: [], command: 'duplicate', does: 'duplicate the cell' },
  { scope: 'cell', keys: [], command: 'beside', does: 'put the cell beside the one before, or below it' },
  { scope: 'cell', keys: [], command: 'collapse', does: 'collapse or expand the cell' },
  { scope: 'cell', keys: splitKeys, command: 'split', does: 'split the cell at the cursor' },
  { scope: 'cell', keys: ['Shift+m'], command: 'merge', does: 'merge with the cell below' },
  { scope: 'cell', keys: ['m'], command: 'to prose', does: 'make the cell prose' },
  { scope: 'cell', keys: ['y'], command: 'to SQL', does: 'make the prose SQL, or the cell that it was' },
  { scope: 'cell', keys: [], command: 'change kind', does: 'change the kind of the cell…' },
  { scope: 'cell', keys: ['z'], command: 'undo', does: 'undo' },
  { scope: 'cell', keys: ['c'], command: 'copy', does: 'copy the cell as Markdown' },
  { scope: 'cell', keys: ['x'], command: 'cut', does: 'cut the cell' },
  { scope: 'cell', keys: ['v'], command: 'paste', does: 'paste Markdown below' },
  { scope: 'cell', keys: ['d'], command: 'delete', does: 'delete the cell', twice: true },
  { scope: 'cell text', keys: ['Escape'], command: 'leave', does: 'back to the cell' },
  { scope: 'cell text', keys: ['Mod+Enter'], command: 'run', does: 'run the cell' },
  { scope: 'cell text', keys: ['Shift+Enter'], command: 'run and next', does: 'run the cell and go to the next' },
  { scope: 'cell text', keys: splitKeys, command: 'split', does: 'split the cell at the cursor' },
  { scope: 'cell text', keys: ['Mod+z'], command: 'undo', does: 'undo' },
  { scope: 'cell text', keys: ['Mod+Shift+z', 'Mod+y'], command: 'redo', does: 'redo' },
  { scope: 'time machine', keys: ['ArrowLeft'], command: 'previous-label', does: "the entity's label before" },
  { scope: 'time machine', keys: ['ArrowRight'], command: 'next-label', does: "the entity's next label" },
  { scope: 'time machine', keys: ['ArrowUp'], command: 'previous-entity', does: 'the entity before' },
  { scope: 'time machine', keys: ['ArrowDown'], command: 'next-entity', does: 'the next entity' },
  { scope: 'time machine', keys: ['l'], command: 'next-leak', does: 'the next row that leaks' },
  { scope: 'time machine', keys: ['w'], command: 'why', does: 'why this value?' },
  { scope: 'label line', keys: ['ArrowLeft'], command: 'back', does: 'move the label back in time' },
  { scope: 'label line', keys: ['ArrowRight'], command: 'on', does: 'move the label on in time' },
  { scope: 'label line', keys: ['Shift+ArrowLeft'], command: 'far-back', does: 'move the label far back' },
  { scope: 'label line', keys: ['Shift+ArrowRight'], command: 'far-on', does: 'move the label far on' },
  { scope: 'label line', keys: ['Home'], command: 'home', does: 'put the label back where it was' },
  { scope: 'plot', keys: ['ArrowLeft'], command: 'back', does: 'select what stands before, in all plots of the rows' },
  { scope: 'plot', keys: ['ArrowRight'], command: 'on', does: 'select what stands behind' },
  { scope: 'plot', keys: ['Shift+ArrowLeft'], command: 'widen back', does: 'select from further on the left, or less' },
  {
    scope: 'plot',
    keys: ['Shift+ArrowRight'],
    command: 'widen on',
    does: 'select up to further on the right, or less',
  },
  {
    scope: 'grid',
    keys: ['ContextMenu', 'Shift+F10'],
    command: 'menu',
    does: 'what can be done with the cell or column',
  },
  { scope: 'grid', keys: ['Mod+f'], command: 'find', does: 'find in the grid' },
  { scope: 'grid', keys: ['Mod+g', 'F3'], command: 'find next', does: 'the next that was found' },
  { scope: 'grid', keys: ['Mod+Shift+g', 'Shift+F3'], command: 'find previous', does: 'the one before' },
  { scope: 'grid', keys: ['Mod+c'], command: 'copy', does: 'copy the cell, or the rows that are chosen' },
  {
    scope: 'side by side',
    keys: ['Enter', ' '],
    command: 'choose',
    does: 'show the row in the time machine, and why this value',
  },
  { scope: 'side by side', keys: ['w'], command: 'why', does: 'why this value?' },
] as const satisfies readonly KeyBinding[];

export type KeyCommand<S extends KeyScope> = Extract<(typeof keyBindings)[number], { scope: S }>['command'];

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** The command that a key stands for in a scope, or null. */
export function commandOf<S extends KeyScope>(event: Pressed, scope: S): KeyCommand<S> | null {
  const pressed = toKeys(event);
  return bindingsOf(scope).find(({ keys }) => keys.includes(pressed))?.command ?? null;
}

/** The bindings of a scope, in their order. */
export function bindingsOf<S extends KeyScope>(scope: S): readonly (KeyBinding & { command: KeyCommand<S> })[] {
  const found: readonly KeyBinding[] = keyBindings.filter((binding) => binding.scope === scope);
  return found as readonly (KeyBinding & { command: KeyCommand<S> })[];
}

/** The name of what was pressed, as the table writes it: `Mod+k`, `Shift+ArrowLeft`, `?`. */
export function toKeys(event: Pressed): string {
  const mod = event.ctrlKey || event.metaKey ? 'Mod+' : '';
  const alt = event.altKey ? 'Alt+' : '';
  const named = event.key.length > 1;
  // A sign is the same however it is typed; a letter is not.
  const isLetter = /^\p{L}$/u.test(event.key);
  const shift = event.shiftKey && (named || isLetter || mod !== '') ? 'Shift+' : '';
  return mod + alt + shift + (named ? event.key : event.key.toLowerCase());
}

const names: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  ' ': 'Space',
};

/** All keys of a binding, as they are shown. */
export function sayBinding({ keys, twice }: KeyBinding): string[] {
  if (keys === splitKeys) return [sayKeys(keys[0]!)];
  if (keys === digits) return [`${digits[0]} … ${digits.at(-1)}`];
  return keys.map((key) => (twice ? `${sayKeys(key)} ${sayKeys(key)}` : sayKeys(key)));
}

/** The first key of a command, as it is shown; undefined where it has none. */
export function sayKeyOf<S extends KeyScope>(scope: S, command: KeyCommand<S>): string | undefined {
  const binding = bindingsOf(scope).find((one) => one.command === command);
  return binding && sayBinding(binding)[0];
}

/** A key of the table as it is shown: `Mod+k` is `⌘K` on a Mac and `Ctrl+K` elsewhere. */
export function sayKeys(keys: string, mac = isMac()): string {
  const parts = keys === '+' ? ['+'] : keys.split('+');
  const said = parts.map((part) => {
    if (part === 'Mod') return mac ? '⌘' : 'Ctrl';
    if (part === 'Shift') return mac ? '⇧' : 'Shift';
    if (part === 'Alt') return mac ? '⌥' : 'Alt';
    return names[part] ?? (part.length === 1 ? part.toUpperCase() : part);
  });
  return said.join(mac ? '' : '+');
}

function isMac(): boolean {
  return typeof navigator !== 'undefined' && /mac/i.test(navigator.userAgent);
}

const ownKeys = '[role=grid], [role=slider], [role=menu], [role=tablist]';

/** The command of a key while cells are presented; null where what has the focus takes the key itself. */
export function turnOf(event: Pressed & Pick<KeyboardEvent, 'target'>): KeyCommand<'presenting'> | null {
  const takers = event.key === ' ' ? `${ownKeys}, button, a, summary` : ownKeys;
  const isTaken = event.target instanceof Element && event.target.closest(takers) !== null;
  return isTaken || isTyping(event) ? null : commandOf(event, 'presenting');
}

/** The key goes to a field: keys without Mod are what is typed. */
export function isTyping(event: Pick<KeyboardEvent, 'target'>): boolean {
  return event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]') !== null;
}
