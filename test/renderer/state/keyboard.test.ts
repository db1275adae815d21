import { describe, expect, it } from 'vitest';
import { commandOf, keyBindings, sayKeys, toKeys } from '../../../renderer/state/keyboard.ts';

const pressed = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

describe('the table of keys', () => {
  it('gives a key one meaning in a scope', () => {
    const seen = keyBindings.flatMap(({ scope, keys }) => keys.map((key) => `${scope}: ${key}`));
    expect(seen.filter((key, i) => seen.indexOf(key) !== i)).toEqual([]);
  });

  it('writes letters in lower case and modifiers in one order', () => {
    for (const { keys } of keyBindings) {
      for (const key of keys) expect(key).toMatch(/^(Mod\+)?(Alt\+)?(Shift\+)?(.|[A-Z][A-Za-z]+|F\d+)$/u);
      for (const key of keys) expect(key.split('+').at(-1)).not.toMatch(/^[A-Z]$/);
    }
  });

  it('leaves to the browser what belongs to it: Mod with T, W, N, L, R, P and, but in a grid, F', () => {
    const taken = keyBindings
      .filter(({ command }) => command !== 'find')
      .flatMap(({ keys }): readonly string[] => keys);
    for (const letter of 'twnlrpf') expect(taken).not.toContain(`Mod+${letter}`);
  });

  it('takes no Mod key in a cell that stands for something everywhere', () => {
    const everywhere = keyBindings
      .filter(({ scope }) => scope === 'everywhere')
      .flatMap(({ keys }): string[] => [...keys]);
    const inCells = keyBindings
      .filter(({ scope }) => scope !== 'everywhere' && scope !== 'cell text')
      .flatMap(({ keys }): string[] => [...keys]);
    expect(inCells.filter((key) => everywhere.includes(key))).toEqual([]);
  });
});

describe('commandOf', () => {
  it('takes Cmd and Ctrl alike', () => {
    expect(commandOf(pressed('k', { ctrlKey: true }), 'everywhere')).toBe('palette');
    expect(commandOf(pressed('k', { metaKey: true }), 'everywhere')).toBe('palette');
    expect(commandOf(pressed('k'), 'everywhere')).toBeNull();
  });

  it('takes a sign however it is typed', () => {
    expect(commandOf(pressed('?', { shiftKey: true }), 'everywhere')).toBe('keys');
    expect(commandOf(pressed('?'), 'everywhere')).toBe('keys');
  });

  it('knows a key in its scope alone', () => {
    expect(commandOf(pressed('l'), 'time machine')).toBe('next-leak');
    expect(commandOf(pressed('l'), 'everywhere')).toBeNull();
  });
});

describe('toKeys', () => {
  it('names Shift with named keys and with Mod', () => {
    expect(toKeys(pressed('ArrowLeft', { shiftKey: true }))).toBe('Shift+ArrowLeft');
    expect(toKeys(pressed('K', { shiftKey: true, ctrlKey: true }))).toBe('Mod+Shift+k');
  });
});

describe('sayKeys', () => {
  it('speaks as the machine does', () => {
    expect(sayKeys('Mod+k', false)).toBe('Ctrl+K');
    expect(sayKeys('Mod+k', true)).toBe('⌘K');
    expect(sayKeys('Shift+ArrowLeft', false)).toBe('Shift+←');
    expect(sayKeys(' ', false)).toBe('Space');
    expect(sayKeys('+', false)).toBe('+');
  });
});
