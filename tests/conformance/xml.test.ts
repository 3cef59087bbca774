// THREATS XML-01 to XML-08 on daticert.xml. XML-09 belongs to the evidence reader.
import { describe, expect, test } from 'vitest';
import { readCertification } from '#main/pec/daticert';
import { certificationText } from '#tests/support/daticert-text';

const base = certificationText();

function outcome(bytes: Uint8Array): string {
  const reading = readCertification(bytes);
  return reading.ok ? `read ${reading.data.tipo} ${reading.data.msgid ?? ''}` : reading.defect.id;
}
const outcomeOf = (text: string): string => outcome(Buffer.from(text, 'utf8'));
const withDoctype = (doctype: string): string => base.replace('<postacert', `${doctype}<postacert`);

describe('XML-01 and XML-02: refused at the DOCTYPE', () => {
  test.each<[id: string, text: string]>([
    ['XML-01 external entity, file', withDoctype('<!DOCTYPE postacert [<!ENTITY x SYSTEM "file:///etc/passwd">]>').replace('Prova', '&x;')],
    ['XML-01 external entity, http', withDoctype('<!DOCTYPE postacert SYSTEM "http://127.0.0.1:9/x.dtd">')],
    ['XML-01 parameter entity', withDoctype('<!DOCTYPE postacert [<!ENTITY % p SYSTEM "file:///x"> %p;]>')],
    ['XML-01 lower case', withDoctype('<!doctype postacert>')],
    [
      'XML-02 billion laughs',
      withDoctype(
        `<!DOCTYPE postacert [<!ENTITY a "ha">${Array.from({ length: 10 }, (_, i) => `<!ENTITY ${'a'.repeat(i + 2)} "&${'a'.repeat(i + 1)};&${'a'.repeat(i + 1)};">`).join('')}]>`,
      ),
    ],
    [
      'XML-02 quadratic blow-up',
      withDoctype(`<!DOCTYPE postacert [<!ENTITY a "${'x'.repeat(100_000)}">]>`).replace('Prova', '&a;'.repeat(100_000)),
    ],
  ])('%s', (_id, text) => {
    expect(outcomeOf(text)).toBe('xml.doctype');
  });

  test('XML-01 XInclude and schemaLocation are inert names', () => {
    const text = base
      .replace(
        '<postacert ',
        '<postacert xmlns:xi="http://www.w3.org/2001/XInclude" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="file:///etc/passwd" ',
      )
      .replace('</dati>', '<xi:include href="file:///etc/passwd"/></dati>');
    expect(outcomeOf(text)).toBe('read accettazione <m1@uno.example>');
  });
});

describe('XML-03: limits', () => {
  test.each<[id: string, text: string, then: string]>([
    ['XML-03 depth 200,000', base.replace('Prova', '<a>'.repeat(200_000)), 'xml.limit'],
    [
      'XML-03 100,000 attributes',
      base.replace('<postacert', `<postacert ${Array.from({ length: 100_000 }, (_, index) => `a${index}=""`).join(' ')}`),
      'xml.limit',
    ],
    ['XML-03 10 MiB of text', base.replace('Prova', 'x'.repeat(10 * 1024 * 1024)), 'xml.size'],
    ['XML-03 200,000 elements', base.replace('<risposte>', `${'<a/>'.repeat(200_000)}<risposte>`), 'xml.limit'],
  ])('%s', (_id, text, then) => {
    expect(outcomeOf(text)).toBe(then);
  });
});

describe('XML-04: well-formedness is demanded', () => {
  test.each<[id: string, text: string]>([
    ['XML-04 tipo twice', base.replace('tipo="accettazione"', 'tipo="accettazione" tipo="avvenuta-consegna"')],
    ['XML-04 two roots', base + base.replace(/<\?xml.*\?>\n/, '')],
    ['XML-04 text after the root', `${base}x`],
    ['XML-04 unclosed', base.replace('</postacert>', '')],
    ['XML-04 crossed', base.replace('</dati>\n</postacert>', '</postacert>\n</dati>')],
    ['XML-04 empty', ''],
    ['XML-04 undefined entity', base.replace('Prova', '&egrave;')],
    ['XML-04 bare ampersand', base.replace('Prova', 'a & b')],
  ])('%s', (_id, text) => {
    expect(outcomeOf(text)).toBe('xml.notWellFormed');
  });
});

test('XML-05: names of the object prototype touch nothing', () => {
  const text = base.replace('</dati>', '<__proto__>1</__proto__><constructor toString="1" __proto__="2">2</constructor></dati>');
  expect(outcomeOf(text)).toBe('read accettazione <m1@uno.example>');
  expect(Object.keys(Object.prototype)).toEqual([]);
});

describe('XML-06: encodings by rule or refused', () => {
  test.each<[id: string, bytes: Uint8Array, then: string]>([
    ['XML-06 UTF-16 with mark', Buffer.concat([Uint8Array.of(0xff, 0xfe), Buffer.from(base, 'utf16le')]), 'xml.encoding'],
    ['XML-06 UTF-16 without mark', Buffer.from(base, 'utf16le'), 'xml.encoding'],
    ['XML-06 declared UTF-7', Buffer.from(base.replace('UTF-8', 'UTF-7')), 'xml.encoding'],
    ['XML-06 declared UTF-8, bytes ISO-8859-1', Buffer.from(base.replace('Prova', 'perch\u00e9'), 'latin1'), 'xml.encoding'],
    [
      'XML-06 overlong UTF-8',
      Buffer.concat([Buffer.from(base.slice(0, 200)), Uint8Array.of(0xc0, 0xbc), Buffer.from(base.slice(200))]),
      'xml.encoding',
    ],
    ['XML-06 NUL near the start', Buffer.from(base.replace('Prova', 'a\u0000b')), 'xml.encoding'],
    ['XML-06 NUL in an id', Buffer.from(base.replace('m1@', 'm1\u0000@')), 'xml.notWellFormed'],
    [
      'XML-06 mark and ISO-8859-1',
      Buffer.concat([Uint8Array.of(0xef, 0xbb, 0xbf), Buffer.from(base.replace('UTF-8', 'ISO-8859-1'))]),
      'xml.encoding',
    ],
  ])('%s', (_id, bytes, then) => {
    expect(outcome(bytes)).toBe(then);
  });
});

describe('XML-07: an id is its text content', () => {
  test.each<[id: string, text: string]>([
    ['XML-07 comment', base.replace('m1@', 'm<!-- x -->1@')],
    ['XML-07 CDATA', base.replace('m1@', '<![CDATA[m1]]>@')],
    ['XML-07 character reference', base.replace('m1@', '&#109;&#x31;@')],
  ])('%s', (_id, text) => {
    expect(outcomeOf(text)).toBe('read accettazione <m1@uno.example>');
  });
});

describe('XML-08: only the unprefixed root counts', () => {
  test.each<[id: string, text: string, then: string]>([
    ['XML-08 default namespace', base.replace('<postacert ', '<postacert xmlns="urn:other" '), 'daticert.namespace'],
    [
      'XML-08 prefix',
      base.replace('<postacert ', '<p:postacert xmlns:p="urn:p" ').replace('</postacert>', '</p:postacert>'),
      'daticert.root',
    ],
    [
      'XML-08 nested deeper',
      base.replace('<postacert', '<busta><postacert').replace('</postacert>', '</postacert></busta>'),
      'daticert.root',
    ],
    ['XML-08 other case', base.replace('<postacert', '<Postacert').replace('</postacert>', '</Postacert>'), 'daticert.root'],
  ])('%s', (_id, text, then) => {
    expect(outcomeOf(text)).toBe(then);
  });
});
