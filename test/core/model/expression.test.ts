import { describe, expect, it } from 'vitest';
import { readExpression } from '../../../core/model/expression.ts';
import { expressionSql } from '../../../core/sql/expression.ts';
import { ident, type Sql } from '../../../core/sql/sql.ts';

const columns = ['amount', 'status', 'Qty', 'date', 'order'];
const column = (name: string): Sql | null => {
  const found = columns.find((one) => one.toLowerCase() === name.toLowerCase());
  return found === undefined ? null : ident(found);
};
const sqlOf = (text: string): string => expressionSql(readExpression(text), column, columns).text;

describe('an expression', () => {
  it.each([
    [`status = 'completed'`, `"status" = 'completed'`],
    [`qty > 0 AND amount IS NOT NULL`, `"Qty" > 0 AND "amount" IS NOT NULL`],
    [`"order" >= 1.5e3`, `"order" >= 1.5e3`],
    [`round(amount * 2, 1) <> .5`, `round ( "amount" * 2 , 1 ) <> .5`],
    [`status IN ('a', 'it''s')`, `"status" IN ( 'a' , 'it''s' )`],
    [`date > DATE '2024-03-01'`, `"date" > DATE '2024-03-01'`],
    [`cast(amount AS DECIMAL(10, 2)) = 3 and amount::date is null`, null],
    [`date + INTERVAL 3 DAY > date`, `"date" + INTERVAL 3 DAY > "date"`],
    [`CASE WHEN amount BETWEEN 1 AND 2 THEN true ELSE false END`, null],
  ])('%s is read', (text, sql) => {
    expect(sqlOf(text)).toBe(sql ?? sqlOf(text));
  });

  it.each([
    [``, /empty/],
    [`amount > (select 1)`, /no column "select"|cannot call/],
    [`exists(select 1)`, /cannot call exists/],
    [`now() > date`, /cannot call now/],
    [`current_date > date`, /no column "current_date"/],
    [`random() < 0.5`, /cannot call random/],
    [`sum(amount) > 1`, /cannot call sum/],
    [`row_number() over () > 1`, /cannot call row_number/],
    [`read_text('/etc/passwd') = ''`, /cannot call read_text/],
    [`getenv('HOME') = ''`, /cannot call getenv/],
    [`"read_text"('x') = ''`, /called/],
    [`1) + (2`, /closes that was not opened/],
    [`(amount > 1`, /not closed/],
    [`amount > 1; drop table x`, /";" has no place/],
    [`amount > 1 -- more`, /"--" has no place/],
    [`amount > /* x */ 1`, /"\/\*" has no place/],
    [`amount > $1`, /"\$" has no place/],
    [`amount > ?`, /"\?" has no place/],
    [`count(*) > 1`, /cannot call count|stands for all columns/],
    [`* is null`, /stands for all columns/],
    [`columns(*) > 1`, /cannot call columns/],
    [`s.amount > 1`, /"\." has no place/],
    [`staus = 'x'`, /no column "staus"/],
    [`repeat('x', 4000000000) = ''`, /cannot call repeat/],
    [`'unclosed`, /"'" has no place/],
    [`list_transform([1], x -> x) = [1]`, /cannot call list_transform/],
  ])('%s is refused', (text, says) => {
    expect(() => sqlOf(text)).toThrow(says);
  });
});
