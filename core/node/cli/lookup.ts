import { askLookup, countStatuses, lookupReport, sayFailed, type FoundOnline } from '../../ask/lookup.ts';
import { foundRows } from '../../lookup/found-column.ts';
import { plainValue } from '../../lookup/plain-value.ts';
import { lookup as question } from '../../question/lookup.ts';
import { exactJson, exactLine } from '../../text/exact-json.ts';
import { formatIso } from '../../time/instant.ts';
import { longSpan } from '../../time/span.ts';
import { command } from './command.ts';
import { conclude, failOn, gatesOf } from './question.ts';
import { inDefinitions } from './session.ts';
import { textTable } from '../../text/text-table.ts';

export const lookupCommand = command({
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
      const report = lookupReport(answer);
      const figures = { statuses: countStatuses(answer), ...report };
      const doubts = sayFailed(answer).map((line) => `asof: ${line}`);
      return conclude(context.terminal, gates, figures, values.json ? exactJson(report) : reportText(answer), doubts);
    });
  },
});

function reportText({ entities, columns, now }: FoundOnline): string {
  const found = foundRows(columns, entities.length);
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
