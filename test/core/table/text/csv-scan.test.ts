import { describe, expect, it } from 'vitest';
import { toLine, type AsofError } from '../../../../core/errors/asof-error.ts';
import type { TextOptions } from '../../../../core/model/definitions.ts';
import { CsvScan } from '../../../../core/table/text/csv-scan.ts';
import { dialectOf } from '../../../../core/table/text/dialect.ts';

function scanned(text: string, options: TextOptions = {}, piece = 1 << 20) {
  const written: number[] = [];
  const scan = new CsvScan('f.csv', dialectOf(options, ','), (bytes) => written.push(...bytes));
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += piece) scan.push(bytes.subarray(at, at + piece));
  scan.end();
  return { scan, text: new TextDecoder().decode(Uint8Array.from(written)) };
}

describe('the scan of a CSV file', () => {
  it.each<[string, string, TextOptions, string]>([
    ['ends lines with LF', 'a,b\r\n1,2\r3,4\n', {}, 'a,b\n1,2\n3,4\n'],
    ['keeps line breaks inside quotes', 'a,"b\r\nc"\n1,"\r\n"', {}, 'a,"b\r\nc"\n1,"\r\n"\n'],
    ['leaves out blank lines and records of delimiters', '\na,b\n\n  \n,\n1,\n', {}, 'a,b\n1,\n'],
    ['keeps records of delimiters where nothing is a value', 'a,b\n,\n', { nullValues: [] }, 'a,b\n,\n'],
    ['keeps empty values, and those of spaces', 'a,b,c\n,,"" \n , x,\n', {}, 'a,b,c\n,,""\n , x,\n'],
    ['takes spaces before a quote for none', 'a,b\n1,  "x"\n', {}, 'a,b\n1,"x"\n'],
    ['keeps quotes inside a value', 'a,b\n1,x "y" z\n', {}, 'a,b\n1,x "y" z\n'],
    ['doubles quotes that were escaped', 'a\n"x\\"y\\\\z\\n"\n', { escape: '\\' }, 'a\n"x""y\\z\\n"\n'],
    ['leaves out comments and what is skipped', 'x"\na\n#"\n1\n', { skipLines: 1, comment: '#' }, 'a\n1\n'],
    ['sees no comment inside a line', 'a,b\n1,#2\n', { comment: '#' }, 'a,b\n1,#2\n'],
  ])('%s', (_, text, options, plain) => {
    for (const piece of [1, 2, 3, 5, 1 << 20]) expect(scanned(text, options, piece).text).toBe(plain);
  });

  it.each([
    ['a,b\n1\n', 'line 2: 1 value where the header has 2'],
    ['a,b\n"1\n\n",2\n3,4,5\n', 'line 5: 3 values where the header has 2'],
    ['a,b\n1,2\n"x"y,2\n', 'line 3: a quote in an odd place'],
    ['a,b\n1,2\n\n3,"x\ny\n', 'line 4: a quote that is not closed'],
  ])('refuses %j', (text, says) => {
    for (const piece of [1, 4, 1 << 20]) {
      try {
        scanned(text, {}, piece);
        expect.unreachable(text);
      } catch (error) {
        expect(toLine(error as AsofError)).toContain(says);
      }
    }
  });

  it.each([
    ['a,b\n1,2\n', true],
    ['a,b\r\n1,"x""\n"\r\n\r\n', true],
    ['a,b\n1,2\r\n', false],
    ['a\n\n1\n', false],
    ['\na,b\n', false],
    ['a,b\n,\n', false],
  ])('says whether DuckDB reads the same of %j', (text, plain) => {
    expect(scanned(text).scan.plain).toBe(plain);
  });

  it('gives up on a line that DuckDB would leave out without a word', () => {
    const scan = new CsvScan('f.csv', dialectOf({}, ','));
    scan.push(new TextEncoder().encode('a,b\n1,2\n'));
    const piece = new Uint8Array(1 << 20).fill(97);
    const pushAll = () => {
      for (let i = 0; i < 20; i++) scan.push(piece);
    };
    expect(pushAll).toThrow('line 3: a line that is too long; a quote may not be closed');
  });

  it('counts the same where it writes and where it only looks', () => {
    const text = 'a,b,c\n1,"2\n",3\n4,,\n x,y,z\n';
    const look = new CsvScan('f.csv', dialectOf({}, ','));
    look.push(new TextEncoder().encode(text));
    look.end();
    const { scan } = scanned(text);
    expect([look.records, look.breaks]).toEqual([4, true]);
    expect([scan.records, scan.breaks]).toEqual([4, true]);
  });
});
