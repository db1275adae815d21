import { readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { AsofError, toLine } from '../../errors/asof-error.ts';
import { givenParameter, type Parameters } from '../../notebook/file/parameter.ts';
import { readNotebook } from '../../notebook/notebook.ts';
import type { SqlSandbox } from '../../notebook/sql/sandbox.ts';
import { NotebookRunner } from '../../notebook/runner/runner.ts';
import { exactJson } from '../../text/exact-json.ts';
import { findWorkspace } from '../../workspace/find.ts';
import { writeWhole } from '../files/whole-file.ts';
import { nativeSandbox } from '../notebook/native-sandbox.ts';
import { localWorkspaces } from '../workspace-files.ts';
import { bad } from './arguments.ts';
import { command } from './command.ts';
import { runReport, runStatus, runReportText } from './run-report.ts';
import { inWorkspace } from './session.ts';

export const runCommand = command({
  name: 'run',
  usage: 'NOTEBOOK.md [--param name=value]',
  summary: 'Run the cells of a notebook that only read, and its checks; the file is not touched',
  words: 1,
  options: {
    param: { kind: 'each', placeholder: 'NAME=VALUE', help: 'a value for a parameter, in place of what is written' },
    html: { kind: 'value', placeholder: 'F.html', help: 'also a page with what the cells answered' },
  },
  async perform({ values, words: [file] }, context) {
    if (file === undefined) throw bad('no notebook is named', 'asof run NOTEBOOK.md');
    const { cwd, terminal } = context;
    const path = resolve(cwd, file);
    const notebook = readNotebook(await readText(path, file), file, givenBy(values.param));
    if (notebook.problems.length > 0) {
      notebook.problems.forEach((problem) => terminal.err(`asof: ${toLine(problem)}`));
      return 2;
    }
    const { root } = await findWorkspace(localWorkspaces, dirname(path));
    return inWorkspace(values.directory ?? root, context, async (session) => {
      let sandbox: SqlSandbox | null = null;
      const runner = await NotebookRunner.of(notebook, {
        context: session,
        sandbox: () => (sandbox ??= nativeSandbox(session.engine)),
        file,
        watch: (_, { cell, status }) => {
          if (status === 'running') terminal.progress({ phase: 'running', of: cell.name ?? cell.kind });
        },
      });
      try {
        await runner.run(context.run);
        if (context.run.signal?.aborted) throw new AsofError('cancelled');
        if (values.html !== undefined) {
          // Markdown's parser would cost every command 20 ms.
          const { piecesOfRun } = await import('../../notebook/html/of-run.ts');
          const { notebookPage } = await import('../../notebook/html/notebook-page.ts');
          const { info } = session.engine;
          const madeBy = `asof ${session.version}, ${info.name} ${info.version}`;
          const pieces = await piecesOfRun(session.engine, notebook, runner.states, context.run);
          const page = notebookPage({ title: notebook.title, name: file, pieces, left: '', madeBy });
          await writeWhole(resolve(cwd, values.html), (part) => writeFile(part, page), context.run);
        }
        terminal.out(values.json ? exactJson(runReport(file, runner.states)) : runReportText(runner.states, terminal));
        return runStatus(runner.states);
      } finally {
        await runner.close();
        await (sandbox as SqlSandbox | null)?.close();
      }
    });
  },
});

function givenBy(written: readonly string[]): Parameters {
  const pairs = written.map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw bad(`--param ${text} has no value`, 'write --param name=value');
    return [text.slice(0, at), givenParameter(text.slice(at + 1))] as const;
  });
  return Object.fromEntries(pairs);
}

async function readText(path: string, file: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new AsofError('file_missing', { path: file, near: '' });
    const reason = error instanceof TypeError ? 'it is not UTF-8' : (error as Error).message;
    throw new AsofError('file_unreadable', { path: file, format: 'a notebook', reason }, { cause: error });
  }
}
