// NIST PKITS 1.0.1: path validation with the suite's own lists. Sections 4.1 to 4.7, 4.13 and 4.16 and
// the basic list tests (4.4) must be right entry by entry; in the others no invalid path is accepted,
// save what the skip list names.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { sharedFolder } from '#tests/support/shared-folder';
import { asMaterial } from '#main/trust/material';
import { readCertificate } from '#main/verification/certificate';
import type { Certificate } from '#main/verification/certificate';
import { Asn1Error } from '#main/verification/asn1';
import { findPath } from '#main/verification/path';
import { pathRevocation } from '#main/verification/revocation';
import { trustContext } from '#main/verification/trust-context';

type Entry = {
  readonly id: string;
  readonly title: string;
  readonly certs: readonly string[];
  readonly crls: readonly string[];
  readonly valid: boolean;
};

const AT = Date.UTC(2020, 0);
const COVERED = /^4\.([1-7]|13|16)\./;

/** Valid paths that are refused, and why. All of them fail closed. */
const REFUSED: Readonly<Record<string, string>> = {
  '4.1.4': 'DSA: no PEC provider ever used it, BoringSSL lacks it',
  '4.1.5': 'DSA parameter inheritance: as 4.1.4',
};
/** Invalid paths that pass because the rule is not asked for, and why. */
const NOT_ASKED: RegExp = /^4\.8\./; // initial policy sets and explicit policy are inputs no PEC judgement has

const folder = sharedFolder === null ? null : path.join(sharedFolder, 'pkits');

describe.skipIf(folder === null)('PKITS (needs ../shared)', () => {
  const base = folder ?? '';
  const entries = folder === null ? [] : asEntries(readFileSync(path.join(base, 'manifest.json'), 'utf8'));

  test('covered sections: every answer is right, or in the skip list with its reason', () => {
    const wrong = entries
      .filter(({ id }) => COVERED.test(id))
      .filter((entry) => accepts(base, entry) !== entry.valid)
      .map(({ id, valid }) => ({ id, valid, reason: REFUSED[id] ?? null }));
    expect(wrong.filter(({ valid, reason }) => !valid || reason === null)).toEqual([]);
  });

  test('the skip list names nothing that works', () => {
    const needless = entries
      .filter(({ id }) => REFUSED[id] !== undefined)
      .filter((entry) => accepts(base, entry))
      .map(({ id }) => id);
    expect(needless).toEqual([]);
  });

  test('other sections: no invalid path is accepted', () => {
    const accepted = entries
      .filter(({ id, valid }) => !valid && !COVERED.test(id) && !NOT_ASKED.test(id))
      .filter((entry) => accepts(base, entry))
      .map(({ id, title }) => `${id} ${title}`);
    expect(accepted).toEqual([]);
  });

  test('the covered sections are all there', () => {
    expect(entries.filter(({ id }) => COVERED.test(id)).length).toBe(116);
  });
});

function accepts(base: string, { certs, crls }: Entry): boolean {
  const read = (kind: 'certs' | 'crls', name: string): Buffer =>
    readFileSync(path.join(base, kind, `${name}.${kind === 'certs' ? 'crt' : 'crl'}`));
  const [anchor, ...others] = certs.map((name) => read('certs', name));
  const context = trustContext(
    asMaterial({ setDate: '2020-01-01', anchors: anchor === undefined ? [] : [anchor], crls: crls.map((name) => read('crls', name)) }),
  );
  const chain = others.map(readOrNull);
  const target = chain.at(-1);
  if (target === undefined || target === null) return false;
  const embedded = chain.filter((certificate) => certificate !== null);
  const outcome = findPath(context, target, embedded, AT, 'document');
  if (outcome.chain !== 'trusted' || AT < outcome.notBefore || AT > outcome.notAfter) return false;
  return pathRevocation(context, outcome.path, { at: AT, now: AT }, embedded).state === 'good';
}

function readOrNull(der: Uint8Array): Certificate | null {
  try {
    return readCertificate(der);
  } catch (cause) {
    if (cause instanceof Asn1Error) return null;
    throw cause;
  }
}

function asEntries(text: string): readonly Entry[] {
  return (JSON.parse(text) as { tests: readonly Entry[] }).tests;
}
