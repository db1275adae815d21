import { expect, it } from 'vitest';
import { forTerminal } from '../../core/node/cli/terminal.ts';
import { ask, asof, folderOf, start, workspace } from './run-asof.ts';

it('has no control character of a name or a value act on a terminal', () => {
  expect(forTerminal('a\u001b[2J\rb\u0007\u009b1mc\u001b[8md')).toBe('a\\u001b[2J\\u000db\\u0007\\u009b1mc\\u001b[8md');
  const own = 'x\t\u001b[1mbold\u001b[0m\n\u001b[38;2;214;64;31mleak\u001b[0m 客户';
  expect(forTerminal(own)).toBe(own);
});

it('ends as it would have where its reader has seen enough', async () => {
  const folder = folderOf(workspace);
  const asked = ['leakage', ...ask, '--fail-on', 'rows>0'];
  expect((await asof(folder, ...asked)).status).toBe(1);
  const { child, finished } = start(folder, ...asked);
  child.stdout!.destroy();
  expect((await finished).status).toBe(1);
});
