import { askLookup, type FoundOnline } from '../../ask/lookup.ts';
import type { LookedUp, LookupStatus } from '../../lookup/lookup.ts';
import { plainValue } from '../../lookup/plain-value.ts';
import { lookup as question } from '../../question/lookup.ts';
import { exactJson, exactLine } from '../../text/exact-json.ts';
import { formatIso } from '../../time/instant.ts';
import { longSpan } from '../../time/span.ts';
import { command } from './command.ts';
import { conclude, failOn, gatesOf } from './question.ts';
import { inDefinitions } from './session.ts';
import { textTable } from './text-table.ts';

export const lookup = command({
  name: 'lookup',
  usage: '(--features v:f,... | --service S) --entity key=value',
  summary: 'The online values of entities, each with its status',
  words: 0,
  question,
  options: failOn('so many values are present, null, missing or expired: statuses.missing>0'),
  async perform({ asked, values }, context) {
    const gates = gatesOf(values);
    return inDefinitions(values.directory, context, async (session) => {
      const answer = await askLookup(session, asked, context.run);
      const report = toReport(answer);
      const figures = { statuses: countStatuses(answer.found), ...report };
      return conclude(context.terminal, gates, figures, values.json ? exactJson(report) : reportText(answer));
    });
  },
});

function countStatuses(found: readonly Record<string, LookedUp>[]): Record<LookupStatus, number> {
  const counts = { present: 0, null: 0, missing: 0, expired: 0 };
  for (const { status } of found.flatMap((one) => Object.values(one))) counts[status]++;
  return counts;
}

/** Spec section 6, `lookup --json`. */
function toReport({ entities, found, now }: FoundOnline) {
  const results = entities.map((entity, i) => {
    const features = Object.entries(found[i]!).map(([output, { value, type, status, eventTimestamp }]) => {
      const time = eventTimestamp === null ? null : formatIso(eventTimestamp);
      return [output, { value: plainValue(value, type), status, event_timestamp: time }] as const;
    });
    return { entity, features: Object.fromEntries(features) };
  });
  return { now: formatIso(now), results };
}

function reportText({ entities, found, now }: FoundOnline): string {
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
        eventTimestamp === null ? '' : longSpan(now - eventTimestamp),
      ];
    }),
  );
  return textTable(
    titles.map((title) => ({ title, align: 'left' })),
    rows,
  );
}
