import { doubtSentences, isFew } from '../join/doubts.ts';
import { allOf, count, percent, plural } from '../text/figures.ts';
import { code, plain, type Phrase } from '../text/phrase.ts';
import { saySpan, spanOfSeconds } from '../time/span.ts';
import type { Computed } from '../skew/report.ts';
import type { AuditReport, FeatureAudit, Origin } from './report.ts';

/**
 * An audit in a sentence, and in another each what is not as it should be or keeps the first from being the whole truth:
 * the worst first.
 */
export function auditSentence(report: AuditReport): Phrase[] {
  const { rows, views } = report;
  const doubts = views.flatMap((view) => doubtSentences(view, rows));
  const after = [...doubts, ...sayEmpty(report), ...sayRest(report)];
  if (rows === 0) return [plain('The set has no rows, so there is nothing to audit.')];
  if (views.every((view) => view.found === 0)) return sentences([plain('Nothing matched.')], ...after);
  if (report.features.every((feature) => feature.null === rows))
    return sentences([plain('No feature has a value in any row, so there is nothing to audit.')], ...after);
  return sentences(sayFuture(report), ...sayUnknown(report), ...sayEither(report), ...sayStale(report), ...after);
}

/** Whether every value is what was known at its label's time, and enough was looked at to say so. */
export function isAuditClear({ rows, views, features, future_rows: future }: AuditReport): boolean {
  const isLooked = rows > 0 && views.every((view) => !isFew(view, rows) && view.odd === undefined);
  return isLooked && future === 0 && features.every((one) => one.known > 0 && one.known + one.null === rows);
}

/** Features by what is worst of them. */
export function worstOriginFirst(features: readonly FeatureAudit[]): FeatureAudit[] {
  const order: readonly Origin[] = ['future', 'unknown', 'either', 'stale'];
  return [...features].sort((a, b) => order.reduce((so, one) => so || b[one] - a[one], 0));
}

function sentences(...all: readonly Phrase[][]): Phrase[] {
  return all.flatMap((one, i) => (i === 0 ? one : [plain(' '), ...one]));
}

function sayFuture({ rows, future_rows: future, features }: AuditReport): Phrase[] {
  if (future === null) {
    const isComputed = features.some(({ computed, unknown }) => computed && unknown > 0);
    const why = isComputed
      ? 'where some of the computed values come from is not known'
      : 'of some features no row has any of the values';
    return [plain('Whether a value is from the future '), strong('cannot be told'), plain(`: ${why}.`)];
  }
  if (future > 0) {
    const [worst] = worstOriginFirst(features);
    const share = `${count(future)} of ${plural(rows, 'row')} (${percent(future / rows)})`;
    const { future: most, feature, peek_seconds: peek } = worst!;
    const far =
      peek && peek.p50 > 0
        ? [plain(', by '), strong(saySpan(spanOfSeconds(peek.p50))), plain(most > 1 ? ' in the middle case' : '')]
        : [];
    const where =
      features.length === 1 ? [] : [plain(': '), code(feature), plain(` most often, in ${plural(most, 'row')}`)];
    return [
      { text: `${share} ${future === 1 ? 'has' : 'have'} values that only the future has`, as: 'leak' },
      ...where,
      ...far,
      plain('.'),
    ];
  }
  const all = sum(features, (one) => rows - one.null);
  const known = sum(features, (one) => one.known);
  const are = `what was known at the label’s time`;
  if (known === all)
    return [plain(`No value is from the future: ${allOf(all, 'value')} ${all === 1 ? 'is' : 'are'} ${are}.`)];
  return [
    plain(
      `No value is one that only the future has: ${count(known)} of ${plural(all, 'value')} ${known === 1 ? 'is' : 'are'} ${are}.`,
    ),
  ];
}

function sayUnknown(report: AuditReport): Phrase[][] {
  const of = (computed?: Computed): AuditReport => {
    return { ...report, features: report.features.filter((one) => one.computed === computed) };
  };
  const said = [
    ...sayOrigin(of(), 'unknown', (n) => (n === 1 ? 'is in no row of its entity' : 'are in no row of their entities')),
    ...sayOrigin(of('windows'), 'unknown', (n) =>
      n === 1
        ? 'is not what its window held at the label’s time, nor what a naive join counts'
        : 'are not what their windows held at the label’s time, nor what a naive join counts',
    ),
    ...sayOrigin(of('on_demand'), 'unknown', (n) =>
      n === 1
        ? 'is not what is computed from what was known, and where it comes from was not looked for'
        : 'are not what is computed from what was known, and where they come from was not looked for',
    ),
  ];
  const looks = report.features.flatMap(({ feature, looks_like: causes }) =>
    causes.slice(0, 1).map((cause) => ({ feature, ...cause })),
  );
  const main = looks.sort((a, b) => b.rows - a.rows)[0];
  if (!main) return said;
  return [
    ...said,
    [code(main.feature), plain(' looks like: '), strong(main.detail), plain(`, in ${plural(main.rows, 'row')}.`)],
  ];
}

function sayEither(report: AuditReport): Phrase[][] {
  return sayOrigin(
    report,
    'either',
    (n) => `${n === 1 ? 'is' : 'are'} both in an older row and in one from the future: which it was cannot be told`,
  );
}

function sayStale(report: AuditReport): Phrase[][] {
  return sayOrigin(report, 'stale', (n) =>
    n === 1 ? 'is only in an older row than the right one' : 'are only in older rows than the right one',
  );
}

function sayOrigin({ features }: AuditReport, origin: Origin, are: (n: number) => string): Phrase[][] {
  const n = sum(features, (one) => one[origin]);
  if (n === 0) return [];
  const worst = features.reduce((most, one) => (one[origin] > most[origin] ? one : most));
  const where = features.length === 1 ? [] : [plain(worst[origin] === n ? ', of ' : ', most of '), code(worst.feature)];
  return [[strong(plural(n, 'value')), plain(` ${are(n)}`), ...where, plain('.')]];
}

function sayEmpty({ rows, features }: AuditReport): Phrase[][] {
  const empty = features.filter((feature) => feature.null === rows);
  if (empty.length === 0 || empty.length === features.length) return [];
  const [first, ...more] = empty;
  const others = more.length
    ? ` Nor ${more.length === 1 ? 'has' : 'have'} ${plural(more.length, 'more feature')}.`
    : '';
  return [[code(first!.feature), plain(` has no value in any row.${others}`)]];
}

function sayRest({ not_audited: columns }: AuditReport): Phrase[][] {
  if (columns.length === 0) return [];
  const names = columns.flatMap((name, i) => [...(i ? [plain(', ')] : []), code(name)]);
  return [[strong('Not audited'), plain(', being mapped to no feature that was asked for: '), ...names, plain('.')]];
}

function strong(text: string): Phrase {
  return { text, as: 'strong' };
}

function sum(features: readonly FeatureAudit[], of: (one: FeatureAudit) => number): number {
  return features.reduce((all, one) => all + of(one), 0);
}
