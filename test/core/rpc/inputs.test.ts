import { describe, expect, it } from 'vitest';
import { inputs } from '../../../core/rpc/inputs.ts';

const request = {
  workspace: 'w',
  labels: 'labels.csv',
  features: [{ view: 'v', feature: 'f' }],
  options: { boundary: 'strict', ttl: false },
};

describe('the check of what a page sends', () => {
  it('lets pass what the contract says, and drops fields that are undefined', () => {
    expect(inputs.leakage({ ...request, target: undefined, naive: 'latest' }, 'leakage')).toEqual({
      ...request,
      naive: 'latest',
    });
    const role = { file: 'a.csv', role: 'labels', joinKeys: ['id'], timestampField: 't', ttl: '30d' };
    expect(inputs.openWorkspace({ kind: 'files', roles: [role] }, 'x')).toEqual({ kind: 'files', roles: [role] });
    expect(inputs.arrange({ result: 'r', filter: 'leaked', sort: { by: 'peek' } }, 'x').sort).toEqual({ by: 'peek' });
    expect(inputs.about(undefined, 'about')).toBeNull();
    expect(inputs.listFolder({ path: null }, 'x')).toEqual({ path: null });
  });

  it.each([
    ['a missing field', () => inputs.profile({ workspace: 'w' }, 'profile'), 'profile.table must be text'],
    ['another type', () => inputs.profile({ workspace: 1, table: 't' }, 'profile'), 'profile.workspace must be text'],
    ['a field too many', () => inputs.release({ owner: 'r', also: 1 }, 'release'), 'release.also must be left out'],
    ['no object', () => inputs.release('r', 'release'), 'release must be an object'],
    ['bytes for an object', () => inputs.release(new Uint8Array(3), 'release'), 'release must be an object'],
    [
      'a value of its own',
      () => inputs.leakage({ ...request, naive: 'first' }, 'leakage'),
      'leakage.naive must be one of',
    ],
    [
      'an item',
      () => inputs.trainingSet({ ...request, features: [{ view: 'v' }] }, 't'),
      't.features[0].feature must be text',
    ],
    [
      'an option',
      () => inputs.trainingSet({ ...request, options: { ttl: 'no' } }, 't'),
      't.options.ttl must be true or false',
    ],
    [
      'a kind',
      () => inputs.openWorkspace({ kind: 'url', path: 'x' }, 'o'),
      'o.kind must be one of lesson, folder, files',
    ],
    ['an inherited kind', () => inputs.openWorkspace({ kind: 'constructor' }, 'o'), 'o.kind must be one of'],
    ['a fraction', () => inputs.timeline({ result: 'r', row: 1.5, view: 'v' }, 't'), 't.row must be a whole number'],
    [
      'a page too large',
      () => inputs.page({ result: 'r', filter: 'all', sort: { by: 'label' }, from: 0, count: 1e6 }, 'p'),
      'p.count must be a whole number',
    ],
    ['a NUL', () => inputs.listFolder({ path: 'a\0b' }, 'l'), 'l.path must be text'],
    ['an endless name', () => inputs.listFolder({ path: 'a'.repeat(1e5) }, 'l'), 'l.path must be text'],
    ['something for nothing', () => inputs.about({}, 'about'), 'about must be nothing'],
  ])('refuses %s', (_, check, message) => {
    expect(check).toThrow(message);
  });
});
