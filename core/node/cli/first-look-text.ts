import type { ComparedLook, FirstLook, ViewLook } from '../../ask/first-look.ts';
import { count, plural } from '../../text/figures.ts';

/** What is served that is not as it seems, a line each. Of what was not looked at it says so. */
export function firstLookText({ now, views }: FirstLook): string {
  const lines = views.flatMap((view) => sayView(view).map((line) => `  ${view.view}: ${line}`));
  return [`What Feast serves, as of ${now}:`, ...lines].join('\n');
}

function sayView({ records, expired, compared, problem }: ViewLook): string[] {
  if (records === 0) return ['nothing of it is online'];
  const stale = expired ? [`${count(expired)} of ${plural(records, 'record')} past its TTL, served as present`] : [];
  if (!compared) return [...stale, `not compared with its files: ${problem ?? ''}`];
  const found = sayCompared(compared);
  const all = plural(compared.entities, 'entity', 'entities');
  return [...stale, ...(found.length > 0 ? found : [`as its files were at ${compared.as_of}, for ${all} compared`])];
}

function sayCompared({
  as_of,
  entities,
  never_written,
  older,
  other_values,
  rounded,
  cut_times,
  lost_nan,
  null_times,
}: ComparedLook): string[] {
  const of = `of ${plural(entities, 'entity', 'entities')}`;
  return [
    ...(never_written > 0
      ? [`${count(never_written)} ${of} never written, though the files have a row by ${as_of}`]
      : []),
    ...(older > 0
      ? [`${count(older)} ${of} with an older row than the files had by ${as_of}: what came late was lost`]
      : []),
    ...(other_values > 0 ? [`${count(other_values)} ${of} with other values than the files have at that time`] : []),
    ...Object.entries(rounded).map(([name, n]) => `${name}: ${plural(n, 'integer')} rounded by float64`),
    ...Object.entries(cut_times).map(([name, n]) => `${name}: of ${plural(n, 'value')} only the whole seconds`),
    ...Object.entries(lost_nan).map(([name, n]) => `${name}: ${count(n)} NaN ${n === 1 ? 'is' : 'are'} null`),
    ...Object.entries(null_times).map(([name, n]) => `${name}: ${plural(n, 'null')} served as -9223372036854775808`),
  ];
}
