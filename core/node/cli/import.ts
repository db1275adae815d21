import { resolve } from 'node:path';
import { plural } from '../../text/figures.ts';
import { importFeast, writeImported, type Imported } from '../feast/import-feast.ts';
import { bad } from './arguments.ts';
import { command } from './command.ts';
import { sayLeftOut } from './left-out.ts';

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
  },
  async perform({ values, words: [what, from] }, { terminal, cwd }) {
    if (what !== 'feast' || from === undefined)
      throw bad('what is to be imported is not said', 'asof import feast DIR');
    const target = resolve(cwd, values.directory ?? '.');
    const { project, online } = values;
    const imported = await importFeast({ from, project, online, cwd, target });
    const path = await writeImported(target, imported.text);
    terminal.out(values.json ? JSON.stringify(reportOf(path, imported), null, 2) : textOf(imported));
    terminal.err(`Next: asof check${values.directory === undefined ? '' : ` -C ${values.directory}`}`);
    return 0;
  },
});

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
