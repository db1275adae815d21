import { expect, it } from 'vitest';
import { readNotebookCell } from '../../../../core/notebook/cell/cell.ts';
import { bodyText } from '../../../../core/notebook/file/edit.ts';
import { splitNotebook } from '../../../../core/notebook/file/parts.ts';
import { problemsAt } from '../../../../renderer/cells/editor/problems-at.ts';

it.each([
  ['labels: churn\n  # ours\n  nave: latest  \n', ['nave: latest']],
  ['labels: [\nnaive: ltest', ['naive: ltest']],
  ['', ['']],
])('marks what is written in the line of a problem: %j', (body, marked) => {
  const [, part] = splitNotebook(`Words.\n\n\`\`\`asof leakage\n${body}${body.endsWith('\n') ? '' : '\n'}\`\`\`\n`);
  const { problems } = readNotebookCell(part!, 'n.md', {});
  const text = bodyText(part!);
  const found = problemsAt(text, problems, part!.line + 1);
  expect(found.map(({ from, to }) => text.slice(from, to))).toEqual(marked);
  expect(found[0]!.message).toMatch(/^.+: .+/);
});
