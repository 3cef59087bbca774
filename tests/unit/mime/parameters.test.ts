// Content-Type and Content-Disposition values: quoting, comments, RFC 2231, conflicts.
import { expect, test } from 'vitest';
import { parseParameterised } from '#main/mime/parameters';

type Row = readonly [given: string, value: string, parameters: Readonly<Record<string, string>>, defects: readonly string[]];

test.each<Row>([
  ['text/plain', 'text/plain', {}, []],
  ['TEXT/Plain; Charset=UTF-8', 'text/plain', { charset: 'UTF-8' }, []],
  ['a/b; x="q;uo\\"ted"; y=2', 'a/b', { x: 'q;uo"ted', y: '2' }, []],
  ['multipart/mixed; boundary="----=_Part_1"', 'multipart/mixed', { boundary: '----=_Part_1' }, []],
  ['multipart/mixed; boundary=----=_Part_1', 'multipart/mixed', { boundary: '----=_Part_1' }, []],
  [
    'multipart/signed (why (nested) not); (here too) protocol="x/y" (and here); micalg=sha-256',
    'multipart/signed',
    { protocol: 'x/y', micalg: 'sha-256' },
    [],
  ],
  ['a/b; name=foo(1).pdf', 'a/b', { name: 'foo(1).pdf' }, []],
  ['a/b; name=two words.pdf', 'a/b', { name: 'two words.pdf' }, ['mime.parameterSyntax']],
  ['a/b; name="never closed', 'a/b', { name: 'never closed' }, ['mime.parameterSyntax']],
  ['a/b; novalue; x=1', 'a/b', { x: '1' }, ['mime.parameterSyntax']],
  ['a/b;; x=1;', 'a/b', { x: '1' }, []],
  ["a/b; name*=utf-8'it'caff%C3%A8.pdf", 'a/b', { name: 'caffè.pdf' }, []],
  ["a/b; name*=iso-8859-1''caff%E8", 'a/b', { name: 'caffè' }, []],
  ["a/b; name*0*=utf-8''caff%C3; name*1*=%A8; name*2=.pdf", 'a/b', { name: 'caffè.pdf' }, []],
  ['a/b; name*1=b; name*0=a', 'a/b', { name: 'ab' }, []],
  ['a/b; name*0=a; name*2=c', 'a/b', { name: 'a' }, ['mime.parameterContinuation']],
  ['a/b; name*999999999=z; name*0=a', 'a/b', { name: 'a' }, ['mime.parameterContinuation']],
  ['a/b; x=1; x=2', 'a/b', { x: '1' }, ['mime.duplicateParameter']],
  ['a/b; X=1; x=1', 'a/b', { x: '1' }, ['mime.duplicateParameter']],
  ["a/b; name=plain; name*=us-ascii''other", 'a/b', { name: 'other' }, ['mime.parameterConflict']],
  ["a/b; name=same; name*=us-ascii''same", 'a/b', { name: 'same' }, []],
  ['a/b; boundary=x; boundary=x', 'a/b', { boundary: 'x' }, ['mime.duplicateParameter', 'mime.twoBoundaries']],
  ['a/b; boundary=x; boundary*0=x', 'a/b', { boundary: 'x' }, ['mime.twoBoundaries']],
  ['', '', {}, []],
])('%j', (given, value, parameters, defects) => {
  const parsed = parseParameterised(given);
  expect({
    value: parsed.value,
    parameters: Object.fromEntries(parsed.parameters),
    defects: parsed.defects.map((defect) => defect.id),
  }).toEqual({ value, parameters, defects });
});

test('names of the object prototype are names like any other (MIME-10)', () => {
  const parsed = parseParameterised('a/b; __proto__=1; constructor=2; toString=3');
  expect([...parsed.parameters]).toEqual([
    ['__proto__', '1'],
    ['constructor', '2'],
    ['tostring', '3'],
  ]);
});
