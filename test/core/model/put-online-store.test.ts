import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDefinitions } from '../../../core/model/read.ts';
import { putOnlineStore } from '../../../core/model/write.ts';

const staging = { type: 'redis', url: 'redis://h:7000/1', environment: 'staging' } as const;

describe('writing online_store into asof.yaml', () => {
  it('changes only what differs, and keeps comments, order and all else', () => {
    const text = `# mine
project: churn # the name
online_store: # where it is served from
  url: redis://localhost:6379/0 # at home
  layout: hash
  type: redis
  expiry: {}
labels: []
`;
    expect(putOnlineStore(text, staging)).toBe(`# mine
project: churn # the name
online_store: # where it is served from
  url: redis://h:7000/1 # at home
  layout: hash
  type: redis
  environment: staging
  expiry: {}
labels: []
`);
  });

  it('writes into a mapping on one line', () => {
    expect(putOnlineStore('project: p\nonline_store: {type: embedded}\nlabels: []\n', staging)).toBe(
      'project: p\nonline_store: {type: redis, url: redis://h:7000/1, environment: staging}\nlabels: []\n',
    );
  });

  it.each([
    'project: p\n',
    'project: p',
    'project: p\nonline_store:\n',
    'project: p\nonline_store: {}\n',
    'project: p\nonline_store: redis\n',
  ])('writes it where there is none: %j', (text) => {
    expect(putOnlineStore(text, staging)).toBe(
      'project: p\nonline_store:\n  type: redis\n  url: redis://h:7000/1\n  environment: staging\n',
    );
  });

  it('takes away what only Redis has where it becomes the embedded one', () => {
    const text =
      'online_store:\n  type: redis\n  url: x\n  layout: hash # legible\n  expiry: {v: 2d}\n  environment: production\n';
    const edited = putOnlineStore(text, { type: 'embedded' });
    expect(edited).toBe('online_store:\n  type: embedded\n');
    expect(readDefinitions(edited, 'asof.yaml').problems).toEqual([]);
  });

  it('keeps the ends of lines that Windows has', () => {
    expect(putOnlineStore('project: p\r\nonline_store: {type: embedded}\r\n', staging)).toBe(
      'project: p\r\nonline_store: {type: redis, url: redis://h:7000/1, environment: staging}\r\n',
    );
  });

  it('says what was meant, whatever was there before', () => {
    const store = fc.record(
      {
        type: fc.constant('redis' as const),
        url: fc.string({ minLength: 1 }),
        environment: fc.string({ minLength: 1 }),
      },
      { requiredKeys: ['type', 'url'] },
    );
    fc.assert(
      fc.property(store, store, (first, second) => {
        const text = putOnlineStore(putOnlineStore('project: p # c\nlabels: []\n', first), second);
        const { onlineStore } = readDefinitions(text, 'asof.yaml').definitions;
        expect(onlineStore?.url).toBe(second.url);
        expect(text).toContain('project: p # c\nlabels: []\n');
      }),
    );
  });
});
