import { describe, expect, it } from 'vitest';
import { accountOf, readAddress, splitPassword, withPassword, writeAddress } from '../../../core/online/address.ts';

describe('an address of Redis', () => {
  it.each([
    'redis://localhost:6379/0',
    'rediss://ann@h:1/2?ca=ca.pem',
    'redis+sentinel://a:1,b:2/main/0',
    'redis+cluster://ann:p%40ss%2Fword@a:1,b:2',
    'redis://:${REDIS_PASSWORD}@h:6379',
  ])('is read in parts and written as it was: %s', (address) => {
    expect(writeAddress(readAddress(address)!)).toBe(address);
  });

  it('is parted from its password, which is found in it again', () => {
    const address = 'rediss://ann:p%40ss%2Fword@h:1/2?ca=ca.pem';
    expect(splitPassword(address)).toEqual({ address: 'rediss://ann@h:1/2?ca=ca.pem', password: 'p@ss/word' });
    expect(withPassword('rediss://ann@h:1/2?ca=ca.pem', 'p@ss/word')).toBe(address);
    expect(splitPassword('redis://:s3cret@h:1')).toEqual({ address: 'redis://h:1', password: 's3cret' });
  });

  it('keeps a password that the environment gives: as it is written it is no secret', () => {
    const address = 'redis://ann:${REDIS_PASSWORD}@h:1';
    expect(splitPassword(address)).toEqual({ address, password: '' });
    expect(accountOf(address)).toBeNull();
  });

  it.each([
    'redis//ann:s3cret@h',
    'http://ann:s3cret@h:1/x',
    'redis://ann:s3c/ret@h:1',
    'ann:s3cret@h',
    'redis:// ann:s3@cret@h',
  ])('is left without what may be a password where it cannot be read: %s', (address) => {
    expect(splitPassword(address).address).not.toMatch(/s3|ret/);
  });

  it('names who logs in where, whatever the database and the options', () => {
    expect(accountOf('rediss://ann@h:1/2?ca=ca.pem')).toBe('rediss://ann@h:1');
    expect(accountOf('redis://h:1')).toBe('redis://h:1');
  });
});
