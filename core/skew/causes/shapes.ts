import { sql, type Sql } from '../../sql/sql.ts';
import { double, type Candidate } from './candidate.ts';
import type { Measure } from './measure.ts';

/** What can be told from the two values alone: the same thing cut, rounded, or written another way. */
export function shapes(measure: Measure): Candidate[] {
  switch (measure) {
    case 'number':
      return [wide, float32, ...decimalPlaces(8)];
    case 'integer':
      return [wide, float32, ...decimalPlaces(0)];
    case 'instant':
      return wholeUnits;
    case 'text':
      return spellings;
    case 'boolean':
      return [];
  }
}

const both = sql`f <> g AND isfinite(f::DOUBLE) AND isfinite(g::DOUBLE)`;

/** As it is, or as its shortest text. */
const float32: Candidate = {
  cause: 'float32',
  detail: 'stored as a 32-bit float',
  test: sql`${both} AND abs(f::DOUBLE - g::DOUBLE) <= abs(f::DOUBLE) * 1.2e-7::DOUBLE
  AND (TRY_CAST(f AS FLOAT)::DOUBLE = g::DOUBLE OR TRY_CAST(f AS FLOAT)::VARCHAR::DOUBLE = g::DOUBLE)`,
  against: 'changes',
};

/** 64-bit integers that went through a double, or are one yet: as such they are equal, and yet they differ. */
const wide: Candidate = {
  cause: 'rounded',
  detail: 'rounded to a 64-bit float',
  test: sql`f::DOUBLE = g::DOUBLE AND abs(f::DOUBLE) >= 9007199254740992 AND (f = g OR g = TRY_CAST(f::DOUBLE AS BIGINT))`,
  against: 'values',
};

/** Whichever way a program breaks ties or gets at the digits, the result has few and lies near. */
function decimalPlaces(finest: number): Candidate[] {
  return Array.from({ length: finest + 4 }, (_, i) => finest - i)
    .filter((places) => finest > 0 || places < 0)
    .flatMap((places) => {
      const unit = 10 ** -places;
      const [f, g, step] = [sql`f::DOUBLE`, sql`g::DOUBLE`, double(unit)];
      // Beyond that, doubles have no digits to tell.
      const short = sql`${both} AND abs(${f}) < 9007199254740992 AND ${g} = round(${g}, ${places})`;
      const slack = sql`abs(${f}) * 4e-16::DOUBLE`;
      const inside = sql`abs(${f} - ${g}) < ${step}`;
      return [
        truncated(
          `cut to ${saidPlaces(places)}`,
          sql`${short} AND ${inside} AND abs(${g}) < abs(${f}) AND ${f} * ${g} >= 0`,
        ),
        truncated(`rounded down to ${saidPlaces(places)}`, sql`${short} AND ${inside} AND ${g} < ${f}`),
        {
          cause: 'rounded' as const,
          detail: `rounded to ${saidPlaces(places)}`,
          test: sql`${short} AND abs(${f} - ${g}) <= ${double(unit / 2)} + ${slack}`,
          against: 'changes' as const,
        },
      ];
    });
}

function saidPlaces(places: number): string {
  if (places > 0) return places === 1 ? '1 place' : `${places} places`;
  return { 0: 'whole numbers', '-1': 'tens', '-2': 'hundreds', '-3': 'thousands' }[String(places)]!;
}

function truncated(detail: string, test: Sql): Candidate {
  return { cause: 'truncated', detail, test, against: 'changes' };
}

const units = [
  { name: 'milliseconds', micros: 1000n },
  { name: 'seconds', micros: 1_000_000n },
  { name: 'minutes', micros: 60_000_000n },
  { name: 'hours', micros: 3_600_000_000n },
  { name: 'days', micros: 86_400_000_000n },
];

const wholeUnits = units.flatMap(({ name, micros }): Candidate[] => {
  const whole = sql`g % ${micros} = 0`;
  const cause = (otherwise: 'truncated' | 'rounded') => (name === 'seconds' ? 'whole_seconds' : otherwise);
  return [
    {
      cause: cause('truncated'),
      detail: `cut to whole ${name}`,
      test: sql`${whole} AND g < f AND f - g < ${micros}`,
      against: 'changes',
    },
    {
      cause: cause('rounded'),
      detail: `rounded to whole ${name}`,
      test: sql`${whole} AND f <> g AND abs(f - g) <= ${micros / 2n}`,
      against: 'changes',
    },
  ];
});

const blank = ' \t\n\r\u00a0';

const spellings: Candidate[] = [
  spelling('case', 'in upper case', sql`g = upper(f)`),
  spelling('case', 'in lower case', sql`g = lower(f)`),
  spelling('case', 'in another case', sql`lower(g) = lower(f)`),
  spelling('whitespace', 'whitespace trimmed', sql`g = trim(f, ${blank})`),
  spelling('whitespace', 'whitespace added', sql`trim(g, ${blank}) = f`),
  spelling('whitespace', 'other whitespace', sql`translate(g, ${blank}, '') = translate(f, ${blank}, '')`),
];

function spelling(cause: 'case' | 'whitespace', detail: string, test: Sql): Candidate {
  return { cause, detail, test: sql`f <> g AND ${test}`, against: 'values' };
}
