// A crypto library that lacks what a signature needs, as Electron's BoringSSL does: a state of its own, never
// "invalid" and never "valid". The words are those BoringSSL throws.
import { beforeEach, expect, test, vi } from 'vitest';
import { judge, materialOf, signedMail, verdict } from '#tests/support/signed-mail';

const lacks = { keys: false, verify: false };
vi.mock('node:crypto', async (original) => {
  const real = await original<typeof import('node:crypto')>();
  const refuse = (): never => {
    throw Object.assign(new Error('error:06000076:public key routines:OPENSSL_internal:UNSUPPORTED_ALGORITHM'), {
      code: 'ERR_OSSL_UNSUPPORTED_ALGORITHM',
    });
  };
  const createPublicKey = (...given: Parameters<typeof real.createPublicKey>): unknown =>
    lacks.keys ? refuse() : real.createPublicKey(...given);
  const verify = (...given: Parameters<typeof real.verify>): unknown => (lacks.verify ? refuse() : real.verify(...given));
  return { ...real, createPublicKey, verify, default: { ...real, createPublicKey, verify } };
});

beforeEach(() => {
  lacks.keys = false;
  lacks.verify = false;
});

const MAIL = signedMail();

test('the library has it: proven', () => expect(verdict(judge(MAIL))).toBe('passed'));

test.each(['keys', 'verify'] as const)('the library lacks it (%s): undecided, said so, never refused', (what) => {
  lacks[what] = true;
  // Other anchors, other caches.
  const report = judge(MAIL, materialOf({}));
  expect(verdict(report)).toMatch(/^indeterminate GENERIC /);
  expect(report.facts.signers.map(({ integrity }) => integrity)).toEqual(['unsupported']);
});
