// The plain reader answers what the full parser answers, or nothing at all.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFullXml, type XmlElement } from '#main/pec/xml-elements';
import { readPlainXml } from '#main/pec/xml-plain';
import { certificationText } from '#tests/support/daticert-text';

function shape(element: XmlElement): unknown {
  return [element.name, [...element.attributes], element.text, [...element.marks], element.children.map((child) => shape(child))];
}

const base = certificationText({ oggetto: 'Diffida &amp; &quot;mora&quot;', ricevuta: 'completa' });
const pieces = [
  '<',
  '>',
  '/',
  '&',
  ';',
  '"',
  "'",
  '=',
  ' ',
  '\r\n',
  '\t',
  '<a>',
  '</a>',
  '<a/>',
  '<a b="c">',
  '&lt;',
  '&#10;',
  '&x;',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<?x?>',
  'tipo',
  'é',
  '\u0085',
  '\u0000',
  '😀',
  '\ud800',
];
const mutation = fc.record({ at: fc.nat(base.length), drop: fc.nat(8), insert: fc.constantFrom('', ...pieces) });

/** Both readings where the plain reader answers, else twice the same nothing. */
function readings(text: string): { readonly plain: unknown; readonly full: unknown } {
  const plain = readPlainXml(text, 16, 20_000, 16);
  if (plain === null) return { plain: null, full: null };
  const full = readFullXml(text);
  return { plain: shape(plain), full: 'root' in full ? shape(full.root) : full };
}

test('on mutations of a daticert.xml', () => {
  fc.assert(
    fc.property(fc.array(mutation, { maxLength: 4 }), (mutations) => {
      const { plain, full } = readings(
        mutations.reduce((text, { at, drop, insert }) => text.slice(0, at) + insert + text.slice(at + drop), base),
      );
      expect(plain).toEqual(full);
    }),
    { numRuns: 5_000, seed: 20_261_122 },
  );
});

test('on documents made of fragments', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces, 'text', '<?xml version="1.0"?>'), { maxLength: 12 }), (parts) => {
      for (const text of [parts.join(''), `<a>${parts.join('')}</a>`]) {
        const { plain, full } = readings(text);
        expect(plain).toEqual(full);
      }
    }),
    { numRuns: 5_000, seed: 20_261_122 },
  );
});

test('it does read what providers write', () => {
  expect(readPlainXml(base, 16, 20_000, 16)?.children.map((child) => child.name)).toEqual(['intestazione', 'dati']);
});
