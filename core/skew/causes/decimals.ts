import { sql, type Sql } from '../../sql/sql.ts';
import { bothFinite, asDouble, type Candidate } from './candidate.ts';

const [f, g] = [sql`f::DOUBLE`, sql`g::DOUBLE`];
// Beyond that, doubles have no digits to tell.
const digitsLeft = sql`${bothFinite} AND abs(${f}) < 9007199254740992`;
const slack = sql`abs(${f}) * 4e-16::DOUBLE`;

/** Numbers with fewer places. Whichever way a program breaks ties or gets at the digits, the result has few and lies near. */
export function decimalPlaces(finest: number): Candidate[] {
  return Array.from({ length: finest + 4 }, (_, i) => finest - i)
    .filter((places) => finest > 0 || places < 0)
    .flatMap((places) => {
      const unit = 10 ** -places;
      const step = asDouble(unit);
      const short = sql`${digitsLeft} AND ${g} = round(${g}, ${places})`;
      const inside = sql`abs(${f} - ${g}) < ${step}`;
      const near = sql`${bothFinite} AND abs(${f} - ${g}) <= 2 * ${step}`;
      return [
        truncated(
          `cut to ${saidPlaces(places)}`,
          sql`${short} AND ${inside} AND abs(${g}) < abs(${f}) AND ${f} * ${g} >= 0`,
          near,
        ),
        truncated(`rounded down to ${saidPlaces(places)}`, sql`${short} AND ${inside} AND ${g} < ${f}`, near),
        {
          cause: 'rounded' as const,
          detail: `rounded to ${saidPlaces(places)}`,
          test: sql`${short} AND abs(${f} - ${g}) <= ${asDouble(unit / 2)} + ${slack}`,
          against: ['values', 'changes'] as const,
          near,
          varied: true as const,
        },
      ];
    });
}

/** Numbers with fewer digits, as `%.6g` prints them. */
export function significantDigits(): Candidate[] {
  return [2, 3, 4, 5, 6, 7, 8].map((digits): Candidate => {
    const places = sql`(${digits - 1} - floor(log10(greatest(abs(${f}), 1e-300::DOUBLE))))`;
    const step = sql`pow(10::DOUBLE, -(${places}))`;
    return {
      cause: 'rounded',
      detail: `rounded to ${digits} digits`,
      test: sql`${digitsLeft} AND abs(${f} - ${g}) <= ${step} * 0.5000001::DOUBLE AND abs(${g} / ${step} - round(${g} / ${step})) <= 1e-6::DOUBLE`,
      against: ['values', 'changes'],
      varied: true,
      near: sql`${bothFinite} AND abs(${f} - ${g}) <= 2 * ${step}`,
    };
  });
}

function saidPlaces(places: number): string {
  if (places > 0) return places === 1 ? '1 place' : `${places} places`;
  return { 0: 'whole numbers', '-1': 'tens', '-2': 'hundreds', '-3': 'thousands' }[String(places)]!;
}

function truncated(detail: string, test: Sql, near: Sql): Candidate {
  return { cause: 'truncated', detail, test, against: ['values', 'changes'], near, varied: true };
}
