import { computesWindows } from '../view/windows/view-at.ts';
import type { BoundLabels, BoundView } from '../table/bound.ts';
import { count, plural } from '../text/figures.ts';
import { formatDuration } from '../time/duration.ts';
import type { Facts, TimeFacts } from './facts.ts';
import { outsideWarning } from './times.ts';

/*
 * What is allowed and yet most likely a mistake, each in one line. Pure: the facts come from the data.
 */

/** Of any table: rows that can never match, and times that look wrong. */
export function tableWarnings(table: string, facts: Facts): string[] {
  if (facts.rows === 0) return [`${table} has no rows`];
  const of = (rows: number): string => `${count(rows)} of ${plural(facts.rows, 'row')}`;
  const warnings = facts.nullKeys
    .filter((key) => key.rows > 0)
    .map((key) => `${table}: ${key.name} is null in ${of(key.rows)}, which match nothing`);
  const [event] = facts.times;
  if (event!.nulls > 0)
    warnings.push(`${table}: ${event!.column} ${isNull(event!)} in ${of(event!.nulls)}, which match nothing`);
  for (const time of facts.times.filter(({ zoned, unzoned }) => zoned > 0 && unzoned > 0))
    warnings.push(
      `${table}.${time.column}: ${plural(time.zoned, 'timestamp has', 'timestamps have')} a zone and ${plural(time.unzoned, 'has none and is', 'have none and are')} taken for UTC`,
    );
  const span = facts.first === null || facts.last === null ? null : { first: facts.first, last: facts.last };
  warnings.push(...outsideWarning(table, event!.column, span));
  return warnings;
}

function isNull({ unreadable }: TimeFacts): string {
  return unreadable > 0 ? 'is null or could not be read' : 'is null';
}

export function viewWarnings(view: BoundView, facts: Facts, ties: number): string[] {
  const { name } = view.relation;
  const of = (rows: number): string => `${count(rows)} of ${plural(facts.rows, 'row')}`;
  const warnings = tableWarnings(name, facts);
  const times = (column: string | undefined) => facts.times.find((time) => time.column === column);
  const created = times(view.created?.column);
  const available = view.available?.after === undefined ? times(view.available?.column) : undefined;
  if (created && created.beforeEvent > 0)
    warnings.push(`${name}: ${of(created.beforeEvent)} created before they were true (${created.column})`);
  if (available && available.beforeEvent > 0 && available !== created)
    warnings.push(`${name}: ${of(available.beforeEvent)} available before they were true (${available.column})`);
  if (available && available.nulls > 0)
    warnings.push(`${name}: ${available.column} ${isNull(available)} in ${of(available.nulls)}, which are never known`);
  if (ties > 0 && computesWindows(view))
    warnings.push(
      `${name}: ${of(ties)} share join keys and event timestamp with another, and each is an event; if one corrects another, name the column that tells in dedupe_by`,
    );
  else if (ties > 0) {
    const same = view.created ? 'join keys, event and created timestamp' : 'join keys and event timestamp';
    warnings.push(`${name}: ${of(ties)} share ${same} with another; the later in the file wins`);
  }
  return warnings;
}

/** How many classes are still said by their number. */
export const classLimit = 21;

export function targetWarnings(labels: BoundLabels, classes: number): string[] {
  if (classes === 2 || !labels.target) return [];
  const many = classes >= classLimit ? `more than ${classLimit - 1}` : count(classes);
  const values = classes === 1 ? 'one value' : classes === 0 ? 'no values' : `${many} values`;
  return [`the target ${labels.target.name} of ${labels.name} has ${values}; the AUC needs two`];
}

/** Of a label table and a view that could be joined: that no label row can see anything. */
export function reachWarnings(labels: BoundLabels, labelFacts: Facts, view: BoundView, viewFacts: Facts): string[] {
  if (labelFacts.first === null || labelFacts.last === null || viewFacts.first === null || viewFacts.last === null)
    return [];
  if (viewFacts.first > labelFacts.last) return [`every row of ${view.name} is later than every row of ${labels.name}`];
  if (view.ttl !== null && viewFacts.last < labelFacts.first - view.ttl)
    return [`no row of ${view.name} is within its ttl of ${formatDuration(view.ttl)} of any row of ${labels.name}`];
  return [];
}

export const secretWritten =
  'what looks like a password is written here, for everybody who reads this file (take it out: write ${NAME} and set that variable, or type it in the workbench, which puts it into the keychain)';
