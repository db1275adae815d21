import { describe, expect, it } from 'vitest';
import type { OpenedWorkspace } from '../../../core/rpc/host-api.ts';
import { forgetWorkspace, parseRecent, rememberWorkspace } from '../../../core/rpc/recent.ts';

const opened = (name: string): OpenedWorkspace => ({ name, ref: { kind: 'folder', path: `/work/${name}` } });

describe('remember', () => {
  it('puts a workspace first, once, and keeps ten', () => {
    let recent = [opened('a'), opened('b')];
    recent = rememberWorkspace(recent, opened('b'));
    expect(recent.map(({ name }) => name)).toEqual(['b', 'a']);
    for (let i = 0; i < 20; i++) recent = rememberWorkspace(recent, opened(`w${i}`));
    expect(recent.length).toBe(10);
    expect(recent[0]!.name).toBe('w19');
  });

  it('leaves lessons out, which are always there; and forgets what is gone', () => {
    const lesson = { name: 'Churn', ref: { kind: 'lesson', id: 'churn' } } as const;
    expect(rememberWorkspace([opened('a')], lesson)).toEqual([opened('a')]);
    expect(forgetWorkspace([opened('a'), opened('b')], opened('a').ref)).toEqual([opened('b')]);
  });
});

describe('parseRecent', () => {
  it('leaves out entries that are damaged', () => {
    const saved = [opened('a'), null, { name: 'x' }, { name: 'y', ref: { kind: 'url', path: 'z' } }, opened('b')];
    expect(parseRecent(saved)).toEqual([opened('a'), opened('b')]);
    expect(parseRecent({})).toEqual([]);
    expect(parseRecent(null)).toEqual([]);
  });
});
