// Changed receipts (SIG-39): never a pass unless the change lies outside the signed part and every
// value shown from the certified data is unchanged. PLICO_MUTATIONS sets how many; the gate does 10,000.
// A failure names its seed and number, so that it can be made again.
import { describe, expect, test } from 'vitest';
import { mutate, seededRandom } from '#tests/support/random';
import {
  certificationPart,
  certificationText,
  DELIVERY,
  HEADERS,
  judge,
  MATERIAL,
  NOW,
  ORIGINAL,
  originalPart,
  signedMail,
  signedPart,
} from '#tests/support/signed-mail';
import type { MailRequest } from '#tests/support/signed-mail';
import { parseMessage } from '#main/mime/parse';
import { locateSignedMixed } from '#main/pec/locate';
import { judgeFile } from '#main/verification/judge-file';

const COUNT = Number(process.env['PLICO_MUTATIONS'] ?? 10_000);
const SEED = Number(process.env['PLICO_SEED'] ?? 20_261_122);

const KINDS: readonly (readonly [string, MailRequest])[] = [
  ['acceptance', {}],
  ['complete delivery', { header: HEADERS.delivery, parts: [certificationPart(certificationText(DELIVERY)), originalPart(ORIGINAL)] }],
  [
    'transport envelope',
    {
      header: HEADERS.envelope,
      parts: [certificationPart(certificationText({ tipo: 'posta-certificata', ricevuta: 'completa' })), originalPart(ORIGINAL)],
    },
  ],
];

describe.each(KINDS)('%s', (_name, request) => {
  const original = signedMail(request);
  const signed = signedPart(request);
  const shown = JSON.stringify(judge(original).facts.certification);
  const share = Math.ceil(COUNT / KINDS.length);

  test(`${share} changes, seed ${SEED}`, () => {
    const random = seededRandom(SEED);
    const wrong: string[] = [];
    let slowestMs = 0;
    for (let index = 0; index < share; index += 1) {
      const bytes = mutate(original, random);
      const started = performance.now();
      const report = judge(bytes);
      slowestMs = Math.max(slowestMs, performance.now() - started);
      if (
        report.conclusion.indication === 'passed' &&
        (!signedTextOf(bytes).equals(signed) || JSON.stringify(report.facts.certification) !== shown)
      )
        wrong.push(`number ${index}: passed`);
    }
    // A limit of THREATS §4, far from a measurement: a few milliseconds are usual.
    expect({ wrong, withinLimit: slowestMs < 10_000 }).toEqual({ wrong: [], withinLimit: true });
  });

  test('no change makes judging a file throw or give nothing', () => {
    const random = seededRandom(SEED + 1);
    const counts = Array.from(
      { length: Math.ceil(share / 4) },
      () =>
        judgeFile(mutate(original, random), {
          name: 'm.eml',
          material: MATERIAL,
          policy: 'smime/1',
          judgedAt: NOW,
          at: null,
          deep: true,
          content: null,
        }).length,
    );
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
  });
});

/** The signed part in canonical line ends. */
function signedTextOf(bytes: Buffer): Buffer {
  const mixed = locateSignedMixed(parseMessage(bytes));
  if (mixed === null) return Buffer.alloc(0);
  const text = bytes.subarray(mixed.range.start, mixed.range.end).toString('latin1');
  return Buffer.from(text.replaceAll(/\r?\n/g, '\r\n'), 'latin1');
}
