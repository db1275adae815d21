import { sql, type Sql } from '../../sql/sql.ts';
import { bothFinite, type Candidate } from './candidate.ts';

const [f, g] = [sql`f::DOUBLE`, sql`g::DOUBLE`];

/** 64-bit integers that went through a double, or are one yet: as such they are equal, and yet they differ. */
export const wide: Candidate = {
  cause: 'rounded',
  detail: 'rounded to a 64-bit float',
  test: sql`f::DOUBLE = g::DOUBLE AND abs(f::DOUBLE) >= 9007199254740992 AND (f = g OR g = TRY_CAST(f::DOUBLE AS BIGINT))`,
  against: ['values'],
};

/** As it is, or as its shortest text. */
export const float32: Candidate = {
  cause: 'float32',
  detail: 'stored as a 32-bit float',
  test: sql`${bothFinite} AND abs(${f} - ${g}) <= abs(${f}) * 1.2e-7::DOUBLE
  AND (TRY_CAST(f AS FLOAT)::DOUBLE = ${g} OR TRY_CAST(f AS FLOAT)::VARCHAR::DOUBLE = ${g})`,
  against: ['values', 'changes'],
};

/** Ten binary digits after the first, and steps of 2^-24 below 2^-14. A tie may go either way. */
export const float16 = half('stored as a 16-bit float', 10, -14, (step) => ({
  fits: sql`abs(${g}) <= 65504`,
  off: sql`${step} * 0.5002::DOUBLE`,
}));

/** Seven, and the range of a 32-bit float, of which it is the first half; some round, and some cut. */
export const bfloat16 = half('stored as a 16-bit float (bfloat16)', 7, -126, (step) => ({
  fits: sql`TRUE`,
  off: sql`CASE WHEN abs(${g}) <= abs(${f}) THEN ${step} * 0.9999999::DOUBLE ELSE ${step} * 0.5002::DOUBLE END`,
}));

function half(
  detail: string,
  digits: number,
  least: number,
  limits: (step: Sql) => { fits: Sql; off: Sql },
): Candidate {
  const exponent = sql`greatest(floor(log2(greatest(abs(${f}), 1e-300::DOUBLE))), ${least})`;
  const step = sql`pow(2::DOUBLE, ${exponent} - ${digits})`;
  const { fits, off } = limits(step);
  return {
    cause: 'float16',
    detail,
    test: sql`${bothFinite} AND ${fits} AND ${g} / ${step} = round(${g} / ${step}) AND abs(${f} - ${g}) <= ${off}`,
    against: ['values', 'changes'],
    varied: true,
    near: sql`${bothFinite} AND abs(${f} - ${g}) <= 2 * ${step}`,
  };
}
