import { resolve } from 'node:path';
import { clock } from '../../ask/clock.ts';
import { firstLook, type FirstLook } from '../../ask/first-look.ts';
import { definitionOf } from '../../ask/open-stores.ts';
import { toLine, toWire } from '../../errors/asof-error.ts';
import { plural } from '../../text/figures.ts';
import { parseInstant } from '../../time/instant.ts';
import { importFeast, writeImported, type Imported } from '../feast/import-feast.ts';
import { bad } from './arguments.ts';
import { command, type Context } from './command.ts';
import { firstLookText } from './first-look-text.ts';
import { sayLeftOut } from './left-out.ts';
import { inWorkspace } from './session.ts';

export const importCommand = command({
  name: 'import',
  usage: 'feast DIR|REGISTRY|URL',
  summary: 'An asof.yaml from a repository of Feast, its registry file or a registry server; nothing is overwritten',
  words: 2,
  options: {
    project: { kind: 'value', placeholder: 'NAME', help: 'of a registry that has several' },
    online: {
      kind: 'value',
      placeholder: 'URL|FILE',
      help: "Feast's Redis, or its SQLite file, where no feature_store.yaml says it",
    },
    now: { kind: 'value', placeholder: 'T', help: 'the moment that what is served is looked at; else now' },
  },
  async perform({ values, words: [what, from] }, context) {
    const { terminal, cwd } = context;

    if (what !== 'feast' || from === undefined)
      throw bad('what is to be imported is not said', 'asof import feast DIR');
    const target = resolve(cwd, values.directory ?? '.');
    const { project, online } = values;
    const imported = await importFeast({ from, project, online, cwd, target });
    const now = values.now === undefined ? clock() : parseInstant(values.now);
    const path = await writeImported(target, imported.text);
    const { look, problem } = await lookAt(target, now, context);
    const report = { ...reportOf(path, imported), first_look: look, first_look_problem: problem };
    const looked = look ? firstLookText(look) : `What Feast serves was not looked at: ${problem ?? ''}`;
    terminal.out(values.json ? JSON.stringify(report, null, 2) : `${textOf(imported)}\n\n${looked}`);
    terminal.err(`Next: asof check${values.directory === undefined ? '' : ` -C ${values.directory}`}`);
    return 0;
  },
});

/** What is written stays, whatever becomes of this: a store that cannot be reached was not looked at. */
async function lookAt(
  target: string,
  now: bigint,
  context: Context,
): Promise<{ look: FirstLook | null; problem: string | null }> {
  try {
    const look = await inWorkspace(target, context, async (session) => {
      if (!definitionOf(session.workspace).feast) return null;
      return firstLook(session, now, context.run);
    });
    return { look, problem: look === null ? "asof.yaml names no online store of Feast's" : null };
  } catch (error) {
    const wire = toWire(error);
    if (wire.kind === 'cancelled' || wire.kind === 'bug') throw error;
    return { look: null, problem: toLine(wire) };
  }
}

/** `import --json`. */
function reportOf(path: string, { definitions, left }: Imported) {
  const names = (all: readonly { name: string }[]) => all.map(({ name }) => name);
  const { project, entities, sources, featureViews, featureServices } = definitions;
  return {
    asof_yaml: path,
    project,
    entities: names(entities),
    sources: names(sources),
    feature_views: names(featureViews),
    feature_services: names(featureServices),
    left_out: left,
  };
}

function textOf({ definitions, left }: Imported): string {
  const { project, entities, sources, featureViews, featureServices } = definitions;
  const taken = [
    plural(entities.length, 'entity', 'entities'),
    plural(sources.length, 'source'),
    plural(featureViews.length, 'feature view'),
    plural(featureServices.length, 'feature service'),
  ];
  return [
    `asof.yaml has of ${project} ${taken.slice(0, -1).join(', ')} and ${taken.at(-1)!}.`,
    ...sayLeftOut(left),
  ].join('\n');
}
