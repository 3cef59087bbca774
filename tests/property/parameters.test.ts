// The short way for parameters as nearly everybody writes them gives what the long way gives. A comment
// in front, which means nothing, takes the long way.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseParameterised } from '#main/mime/parameters';

const piece = fc.constantFrom(
  'text/plain',
  'multipart/signed',
  ';',
  '; ',
  ';\t',
  'boundary',
  'Boundary',
  'name',
  'charset',
  '=',
  '="',
  '"',
  'abc',
  '=_x',
  "it's",
  ' ',
  '*',
  '*0',
  '*1*',
  "utf-8''a%20b",
  '\\"',
  '--',
  '/',
  '=?utf-8?Q?a?=',
  ',',
  ':',
  'è',
);
const line = fc.array(piece, { maxLength: 16 }).map((pieces) => pieces.join(''));
const usual = fc
  .array(
    fc.tuple(
      fc.constantFrom('boundary', 'NAME', 'micalg', 'protocol', 'x-a'),
      fc.constantFrom('abc', '"a b"', '""', 'sha-256', '"=_(x)"', "a'b", '"a;b"', '"a=b"'),
    ),
    { maxLength: 4 },
  )
  .map((parameters) => `Multipart/Signed${parameters.map(([name, value]) => `; ${name}=${value}`).join('')}`);

const plainOf = (text: string) => {
  const { value, parameters, defects } = parseParameterised(text);
  return { value, parameters: [...parameters], defects };
};

test.each<[string, fc.Arbitrary<string>]>([
  ['odd ones', line],
  ['usual ones', usual],
])('%s by the short and by the long way', (_name, texts) => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(plainOf(text)).toEqual(plainOf(`(x)${text}`));
    }),
    { numRuns: 5_000 },
  );
});
