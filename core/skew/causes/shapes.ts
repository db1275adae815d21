import { sql } from '../../sql/sql.ts';
import type { Candidate } from './candidate.ts';
import { decimalPlaces, significantDigits } from './decimals.ts';
import { bfloat16, float16, float32, wide } from './floats.ts';
import { logarithms } from './logarithms.ts';
import type { Measure } from './measure.ts';
import { spellings } from './texts.ts';

/** What can be told from the two values alone: the same thing cut, rounded, or written another way. */
export function shapes(measure: Measure): Candidate[] {
  switch (measure) {
    case 'number':
      return [wide, float32, ...decimalPlaces(8), ...significantDigits(), float16, bfloat16, ...logarithms];
    case 'integer':
      return [wide, float32, ...decimalPlaces(0), ...significantDigits(), float16, bfloat16];
    case 'instant':
      return wholeUnits;
    case 'text':
      return spellings;
    case 'boolean':
      return [];
  }
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
  const common = {
    against: ['values', 'changes'] as const,
    varied: true as const,
    near: sql`f <> g AND abs(f - g) <= 2 * ${micros}`,
  };
  return [
    {
      cause: cause('truncated'),
      detail: `cut to whole ${name}`,
      test: sql`${whole} AND g < f AND f - g < ${micros}`,
      ...common,
    },
    {
      cause: cause('rounded'),
      detail: `rounded to whole ${name}`,
      test: sql`${whole} AND f <> g AND abs(f - g) <= ${micros / 2n}`,
      ...common,
    },
  ];
});
