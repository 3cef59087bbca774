// The short way for bare addresses gives what the long way gives. A blank in front, which means nothing,
// takes the long way.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAddressList } from '#main/mime/addresses';

const letters = fc.string({ unit: fc.constantFrom(...'abzAZ019._-+@x'), maxLength: 40 });

test('a bare address by the short and by the long way', () => {
  fc.assert(
    fc.property(
      fc.tuple(letters, letters).map(([local, domain]) => `${local}@${domain}`),
      (raw) => {
        expect(parseAddressList(raw)).toEqual(parseAddressList(` ${raw}`));
      },
    ),
    { numRuns: 5_000 },
  );
});

test.each([
  'a@b',
  'a.b@c.d',
  'a@B.IT',
  'a@xn--caf-dma.example',
  'a@XN--x.example',
  '.a@b',
  'a..b@c',
  'a@-b',
  'a@b-',
  'a@b.',
  'a@b..c',
  '',
  '@',
  'a@',
])('%s by both ways', (raw) => {
  expect(parseAddressList(raw)).toEqual(parseAddressList(` ${raw}`));
});
