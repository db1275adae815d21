import type { Entity } from '../../lookup/entity-name.ts';
import { lookup as lookUp, type LookedUp, type LookupStatus } from '../../lookup/lookup.ts';
import { plainValue } from '../../lookup/plain-value.ts';
import { planLookup } from '../../lookup/plan.ts';
import { AsofError } from '../../errors/asof-error.ts';
import { nearest } from '../../errors/near.ts';
import type { Definitions, FeatureRef } from '../../model/definitions.ts';
import { parseFeatureRef } from '../../model/feature-ref.ts';
import { readDefinitions } from '../../model/read.ts';
import { exactJson, exactLine } from '../../text/exact-json.ts';
import { formatIso } from '../../time/instant.ts';
import { longSpan } from '../../time/span.ts';
import { openOnlineStore } from '../online/open.ts';
import { bad } from './arguments.ts';
import { command } from './command.ts';
import { parseGate } from './fail-on.ts';
import { moment, now } from './moments.ts';
import { readEntity } from './entity.ts';
import { featureOptions, judge } from './question.ts';
import { findRoot } from './session.ts';
import { textTable } from './text-table.ts';

export const lookup = command({
  name: 'lookup',
  usage: '(--features v:f,... | --service S) --entity key=value',
  summary: 'The online values of entities, each with its status',
  words: 0,
  options: {
    ...featureOptions,
    entity: {
      kind: 'each',
      placeholder: 'key=value[,key=value]',
      help: 'an entity by its join keys; several times for several',
    },
    now: { kind: 'value', placeholder: 'T', help: 'the moment that TTLs are counted from; now without it' },
    defaults: { kind: 'flag', help: "a feature's default where its value is missing or expired" },
    'fail-on': {
      kind: 'list',
      placeholder: "'FIGURE>N'",
      help: 'exit with 1 where so many values are present, null, missing or expired: statuses.missing>0',
    },
  },
  async perform(values, _words, context) {
    const gates = values['fail-on'].map(parseGate);
    const asked = values.entity.map(readEntity);
    const at = moment(values.now) ?? now();
    const { root, text } = await findRoot(values.directory, context.cwd);
    if (text === null) throw bad(`there is no asof.yaml in ${root}`, 'asof init DIR makes one');
    const { definitions, unsound } = readDefinitions(text, 'asof.yaml', process.env);
    const refs = [...serviceRefs(definitions, values.service), ...values.features.map(parseFeatureRef)];
    const broken = unsound.find(({ what, name }) => what === 'feature view' && refs.some(({ view }) => view === name));
    if (broken) throw broken.problem;
    const store = await openOnlineStore(definitions.onlineStore, root, process.env);
    try {
      const project = definitions.project || 'default';
      const views = planLookup(definitions, await store.views(project), refs);
      const isKeyed = views.some(({ columns }) => columns.length > 0);
      if (asked.length === 0 && isKeyed) throw bad('no entity is asked for', 'name one: --entity customer_id=c1');
      // Views without join keys have one answer, for everybody.
      const entities = asked.length === 0 ? [{}] : asked;
      const options = { project, now: at, defaults: values.defaults };
      const found = await lookUp(store, views, entities, options, context.run);
      const report = toReport(entities, found, at);
      const verdicts = judge(gates, { statuses: countStatuses(found), ...report });
      context.terminal.out(values.json ? exactJson(report) : reportText(entities, found, at));
      verdicts.forEach((line) => context.terminal.err(line));
      return verdicts.length > 0 ? 1 : 0;
    } finally {
      await store.close();
    }
  },
});

function serviceRefs({ featureServices }: Definitions, name: string | undefined): FeatureRef[] {
  if (name === undefined) return [];
  const found = featureServices.find((one) => one.name === name);
  if (found) return found.features;
  const names = featureServices.map((one) => one.name);
  const near = nearest(name, names) ?? '';
  throw new AsofError('unknown_name', { what: 'feature service', name, near, known: names.join(', ') });
}

function countStatuses(found: readonly Record<string, LookedUp>[]): Record<LookupStatus, number> {
  const counts = { present: 0, null: 0, missing: 0, expired: 0 };
  for (const { status } of found.flatMap((one) => Object.values(one))) counts[status]++;
  return counts;
}

/** Spec section 6, `lookup --json`. */
function toReport(entities: readonly Entity[], found: readonly Record<string, LookedUp>[], at: bigint) {
  const results = entities.map((entity, i) => {
    const features = Object.entries(found[i]!).map(([output, { value, type, status, eventTimestamp }]) => {
      const time = eventTimestamp === null ? null : formatIso(eventTimestamp);
      return [output, { value: plainValue(value, type), status, event_timestamp: time }] as const;
    });
    return { entity, features: Object.fromEntries(features) };
  });
  return { now: formatIso(at), results };
}

function reportText(entities: readonly Entity[], found: readonly Record<string, LookedUp>[], at: bigint): string {
  const titles = ['entity', 'feature', 'value', 'status', 'event timestamp', 'age'];
  const rows = entities.flatMap((entity, i) =>
    Object.entries(found[i]!).map(([output, { value, status, eventTimestamp, type }]) => {
      const plain = plainValue(value, type);
      return [
        Object.entries(entity)
          .map(([name, text]) => `${name}=${text}`)
          .join(','),
        output,
        typeof plain === 'string' ? plain : exactLine(plain),
        status,
        eventTimestamp === null ? '' : formatIso(eventTimestamp),
        eventTimestamp === null ? '' : longSpan(at - eventTimestamp),
      ];
    }),
  );
  return textTable(
    titles.map((title) => ({ title, align: 'left' })),
    rows,
  );
}
