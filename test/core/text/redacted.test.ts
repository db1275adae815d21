import { describe, expect, it } from 'vitest';
import { AsofError, toWire } from '../../../core/errors/asof-error.ts';
import { redacted } from '../../../core/text/redacted.ts';

describe('redacted', () => {
  it.each([
    ['redis://:hunter2@db:6379/0', 'redis://:***@db:6379/0'],
    ['cannot open postgres://ann:hunter2@db/x (try again)', 'cannot open postgres://ann:***@db/x (try again)'],
    ['rediss+cluster://ann:hunter2@a:1,b:2', 'rediss+cluster://ann:***@a:1,b:2'],
    ['redis://ann:p@ss/wo?rd@db', 'redis://ann:***@db'],
    ['https://ghp_0123456789@host/x.git', 'https://***@host/x.git'],
    ['"s3://AKIA:hunter2@bucket/a", "s3://bucket/b"', '"s3://AKIA:***@bucket/a", "s3://bucket/b"'],
    ['redis://u:hunter2@a,redis://v:hunter3@b', 'redis://u:***@a,redis://v:***@b'],
    ['${URL:-redis://u:hunter2@a}', '${URL:-redis://u:***@a}'],
    ['redis://:${PASS:-hunter2}@a', 'redis://:***@a'],
    ['redis://x:${PASS}hunter2@a', 'redis://x:***@a'],
    ['https://h/c?sv=1&sig=abc%2F&se=2', 'https://h/c?sv=1&sig=***&se=2'],
    ['https://h/c?X-Amz-Signature=abc', 'https://h/c?X-Amz-Signature=***'],
    ['AccountName=a;AccountKey=abc==;x=1', 'AccountName=a;AccountKey=***;x=1'],
    ["host=db user=ann password='hunter 2' port=1", 'host=db user=ann password=*** port=1'],
  ])('takes the secret out of %j', (text, said) => {
    expect(redacted(text)).toBe(said);
    expect(redacted(said)).toBe(said);
  });

  it.each([
    'redis://localhost:6379/0',
    'redis://ann:${PASSWORD}@${HOST:-localhost}:6379',
    'redis://${LOGIN}@host',
    'redis://USER:PASSWORD@HOST:6379/0',
    'tokens_7d = 5 and "password" = b."password"',
    'data/a@b.csv has no column "secret"',
    'mail ann@example.com, see https://example.com/a?b=c',
    'C:\\data\\x.csv: cannot be read',
    '',
  ])('leaves %j as it is', (text) => expect(redacted(text)).toBe(text));

  it('takes time in proportion to the text', () => {
    // Each of these would take hours where a pattern goes back over what it has read.
    const parts = ['a://', 'a.', '@', 'a:', 'password=', '${', '${a', 'xx://a:b@', '?sig', '?token="'];
    for (const part of parts) expect(redacted(`xx://${part.repeat(200_000)}`).length).toBeGreaterThan(0);
  });
});

describe('an error', () => {
  it('says no password, wherever it came from', () => {
    const cause = new Error('connect postgres://ann:hunter2@db');
    const path = 'postgres://ann:hunter2@db/table';
    const wire = toWire(new AsofError('file_missing', { path }, { where: { file: path }, cause }));
    expect(JSON.stringify(wire)).not.toContain('hunter2');
    expect(wire.title).toBe('no such file: postgres://ann:***@db/table');
    expect(JSON.stringify(toWire(cause))).not.toContain('hunter2');
    expect(JSON.stringify(toWire('redis://:hunter2@a'))).not.toContain('hunter2');
  });
});
