// What the first step decides before anything is installed.
import { describe, expect, test } from 'vitest';
import { installedMatches, installFailure } from '#scripts/bootstrap.mjs';

const one = { version: '1.0.0', integrity: 'sha512-a' };
const elsewhere = { ...one, optional: true, os: [process.platform === 'win32' ? 'darwin' : 'win32'] };

describe('is what npm recorded what the lockfile asks for', () => {
  test.each<[what: string, wanted: Parameters<typeof installedMatches>[0], present: Parameters<typeof installedMatches>[1], same: boolean]>(
    [
      ['the same', { '': {}, a: one }, { a: one }, true],
      ['nothing there', { '': {}, a: one }, {}, false],
      ['another version', { a: one }, { a: { ...one, version: '1.0.1' } }, false],
      ['the same version with other content', { a: one }, { a: { ...one, integrity: 'sha512-b' } }, false],
      ['something left over', { a: one }, { a: one, b: one }, false],
      ['an optional one for another system is absent', { a: one, b: elsewhere }, { a: one }, true],
      ['an optional one for this system is absent', { a: one, b: { ...one, optional: true, os: [process.platform] } }, { a: one }, false],
      [
        'an optional one for this system but another C library is absent',
        { a: one, b: { ...one, optional: true, os: [process.platform], libc: ['musl'] } },
        { a: one },
        true,
      ],
      [
        'one for every system but this is absent',
        { a: one, b: { ...one, optional: true, os: [`!${process.platform}`] } },
        { a: one },
        true,
      ],
    ],
  )('%s', (_what, wanted, present, same) => {
    expect(installedMatches(wanted, present)).toBe(same);
  });
});

describe('one line for a failed installation', () => {
  test.each<[output: string, line: RegExp]>([
    ['npm error code ENOTFOUND\nnpm error network request failed', /^the packages could not be fetched: no network/],
    ['npm error code ECONNREFUSED', /no network/],
    ['npm error code ENOSPC', /the disk is full/],
    ['npm error code EACCES\nnpm error syscall mkdir', /no permission to write/],
    ['npm error code EUSAGE\nnpm error `npm ci` can only install', /package.json and package-lock.json disagree/],
    ['npm error code E418\nnpm error teapot', /^the packages could not be installed: E418$/],
    ['', /without saying why/],
  ])('%j', (output, line) => {
    expect(installFailure(output)).toMatch(line);
    expect(installFailure(output)).not.toContain('\n');
  });
});
