import { describe, expect, it } from 'vitest';
import { describeType, isComparable } from '../../../core/types/describe-type.ts';

describe('a type', () => {
  it.each([
    ['BIGINT', 'integer', 'number', 'i64', 'BIGINT'],
    ['UTINYINT', 'integer', 'number', 'u32', 'BIGINT'],
    ['HUGEINT', 'integer', 'number', 'text', 'HUGEINT'],
    ['DECIMAL(10,2)', 'decimal', 'number', 'text', 'DECIMAL(10,2)'],
    ['DOUBLE', 'float', 'number', 'f64', 'DOUBLE'],
    ['BOOLEAN', 'boolean', 'boolean', 'bool', 'BIGINT'],
    ['TIMESTAMP_NS', 'timestamp', 'instant', 'timestamp', 'TIMESTAMP_NS'],
    ['TIMESTAMP WITH TIME ZONE', 'timestamp with zone', 'instant', 'timestamp', 'TIMESTAMP WITH TIME ZONE'],
    ['DATE', 'date', 'instant', 'text', 'DATE'],
    ["ENUM('a[1]', 'b')", 'text', 'text', 'text', null],
    ['INTERVAL', 'INTERVAL', 'text', 'text', null],
    ['STRUCT(a INTEGER[])', 'STRUCT(a INTEGER[])', 'text', 'text', null],
  ])('%s is what its name says', (type, family, kind, stored, order) => {
    expect(describeType(type)).toMatchObject({ family, kind, stored, order, element: null });
  });

  it('of a list is not that of its elements', () => {
    expect(describeType('DECIMAL(10,2)[]')).toMatchObject({ kind: 'text', order: null, element: 'DECIMAL(10,2)' });
    expect(describeType('TIMESTAMP[][3]').stored).toEqual({ list: { list: 'timestamp' } });
  });

  it('compares with what is exact alike', () => {
    expect(isComparable('DECIMAL(10,2)', 'UBIGINT')).toBe(true);
    expect(isComparable('DOUBLE', 'UBIGINT')).toBe(false);
  });
});
