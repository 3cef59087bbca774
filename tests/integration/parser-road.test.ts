// Through the real parsing process, whose memory is used again for each batch, comes what the same code
// answers in place: for messages of every size, in any order, with what they are compared with.
import { hash } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { nodeParserHost } from '#main/hosts/node/parser-process';
import { examine } from '#main/ingest/examine';
import { createParserPool } from '#main/ingest/parser-pool';
import { asBlobHash } from '#shared/model/ids';
import {
  certificationPart,
  certificationText,
  DELIVERY,
  HEADERS,
  MATERIAL,
  NOW,
  ORIGINAL,
  originalPart,
  signedMail,
} from '#tests/support/signed-mail';

const pool = createParserPool(nodeParserHost, { size: 1, material: () => MATERIAL });
afterAll(() => pool.close());

function receipt(number: number, lines: number): Buffer {
  const original = [
    ...ORIGINAL.slice(0, -1).map((line) => line.replace('<m1@', `<m${number}@`)),
    ...Array.from({ length: lines }, () => 'B'.repeat(76)),
  ];
  const certification = certificationText(DELIVERY).replaceAll('m1@uno', `m${number}@uno`).replaceAll('id1@uno', `id${number}@uno`);
  const header = HEADERS.delivery.map((line) => line.replace('<m1@', `<m${number}@`).replace('<r2@', `<r${number}@`));
  const good = signedMail({ header, parts: [certificationPart(certification), originalPart(original)] });
  // Every fifth has one bit of its signed part changed, so that a verdict carried over from a neighbour would show.
  if (number % 5 === 0) good.writeUInt8((good[Math.floor(good.length / 2)] ?? 0) ^ 1, Math.floor(good.length / 2));
  return good;
}

test('300 messages of 6 KB to 3 MB: the same report, byte for byte, as in place', async () => {
  const requests = Array.from({ length: 300 }, (_, index) => {
    const bytes = receipt(index, index % 61 === 60 ? 40_000 : (index * 37) % 900);
    const expected = bytes.length % 2 === 0 ? Buffer.from(ORIGINAL.join('\r\n')) : null;
    return { bytes, hash: asBlobHash(hash('sha256', bytes, 'hex')), judgedAt: NOW, expected };
  });
  const answers = await Promise.all(requests.map((request) => pool.examine(request)));
  const different = answers.flatMap((answer, index) => {
    const request = requests[index];
    if (answer.state !== 'done' || request === undefined) return [index];
    const { reportText, ...crossed } = answer.value;
    const inPlace = examine(request, MATERIAL);
    const same = JSON.stringify(crossed, sorted) === JSON.stringify(inPlace, sorted) && reportText === JSON.stringify(inPlace.report);
    return same ? [] : [index];
  });
  expect(different).toEqual([]);
  const verdicts = answers.map((answer) => (answer.state === 'done' ? answer.value.report.conclusion.indication : ''));
  expect(new Set(verdicts)).toEqual(new Set(['passed', 'failed']));
});

/** Objects by name of field: only their order may differ. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
