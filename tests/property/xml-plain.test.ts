// The plain reader answers what the full parser answers, or nothing at all.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFullXml, type XmlElement } from '#main/pec/xml-elements';
import { readPlainXml } from '#main/pec/xml-plain';
import { certificationText } from '#tests/support/daticert-text';

function shape(element: XmlElement): unknown {
  return [element.name, [...element.attributes], element.text, [...element.marks], element.children.map((child) => shape(child))];
}

const base = certificationText({ oggetto: 'Diffida &amp; &quot;mora&quot;', ricevuta: 'completa' });
const pieces = ['<', '>', '/', '&', ';', '"', "'", '=', ' ', '\r\n', '\t', '<a>', '</a>', '<a/>', '<a b="c">', '&lt;', '&#10;', '&x;', '<!--', '-->', '<![CDATA[', ']]>', '<?x?>', 'tipo', 'é', '\u0085', '\u0000', '😀', '\ud800'];
const mutation = fc.record({ at: fc.nat(base.length), drop: fc.nat(8), insert: fc.constantFrom('', ...pieces) });

function agrees(text: string): void {
  const plain = readPlainXml(text, 16, 20_000, 16);
  if (plain === null) return;
  const full = readFullXml(text);
  expect('root' in full ? shape(full.root) : full).toEqual(shape(plain));
}

test('on mutations of a daticert.xml', () => {
  fc.assert(
    fc.property(fc.array(mutation, { maxLength: 4 }), (mutations) => {
      agrees(mutations.reduce((text, { at, drop, insert }) => text.slice(0, at) + insert + text.slice(at + drop), base));
    }),
    { numRuns: 5_000, seed: 20_261_122 },
  );
});

test('on documents made of fragments', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces, 'text', '<?xml version="1.0"?>'), { maxLength: 12 }), (parts) => {
      agrees(parts.join(''));
      agrees(`<a>${parts.join('')}</a>`);
    }),
    { numRuns: 5_000, seed: 20_261_122 },
  );
});

test('it does read what providers write', () => {
  expect(readPlainXml(base, 16, 20_000, 16)?.children.map((child) => child.name)).toEqual(['intestazione', 'dati']);
});
