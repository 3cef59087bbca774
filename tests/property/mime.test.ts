// MIME-11: for any bytes, ranges lie inside, children inside parents, siblings are disjoint, the ranges
// put together give the message, parsing twice gives the same, nothing throws.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeContent, entityText, listAttachments } from '#main/mime/content';
import { topHeader } from '#main/mime/headers';
import type { MimeEntity } from '#main/mime/mime-message';
import { parseMessage, walkEntities } from '#main/mime/parse';
import { summariseMessage } from '#main/mime/summary';
import { readClaim } from '#main/pec/claim';
import { summariseEffective } from '#main/pec/effective';
import { sharedFolder } from '#tests/support/shared-folder';
import { slice } from '#tests/support/mime-text';

const RUNS = { numRuns: 3_000, seed: 20_261_122 };

/** What is wrong with the ranges of an entity, empty when nothing is. */
function faults(bytes: Uint8Array, entity: MimeEntity): readonly string[] {
  const { range, header, body, fields, children, preamble, epilogue } = entity;
  const where = entity.path.join('.');
  const found: string[] = [];
  const check = (holds: boolean, what: string): void => {
    if (!holds) found.push(`${where}: ${what}`);
  };
  check(
    range.start === header.start &&
      header.end === body.start &&
      body.end === range.end &&
      header.start <= header.end &&
      body.start <= body.end,
    'header and body are the entity',
  );
  let at = header.start;
  for (const field of fields) {
    check(
      field.range.start >= at &&
        field.range.end <= header.end &&
        field.value.start >= field.range.start &&
        field.value.end <= field.range.end &&
        field.value.start <= field.value.end,
      `field ${field.name}`,
    );
    at = field.range.end;
  }
  at = body.start;
  for (const child of children) {
    check(child.range.start >= at && child.range.end <= body.end, `child ${child.path.join('.')}`);
    at = child.range.end;
  }
  if (preamble !== null) check(preamble.start === body.start && preamble.end <= (children[0]?.range.start ?? body.end), 'preamble');
  if (epilogue !== null) check(epilogue.start >= at && epilogue.end === body.end, 'epilogue');
  const limited = entity.defects.some((defect) => defect.id.startsWith('mime.limit'));
  if (preamble !== null && children.length > 0 && !limited) found.push(...gaps(bytes, entity));
  return found;
}

/** Between preamble, children and epilogue there is nothing but delimiter lines. */
function gaps(bytes: Uint8Array, entity: MimeEntity): readonly string[] {
  const boundary = (entity.contentType.parameters.get('boundary') ?? '').replace(/[ \t]+$/, '');
  const delimiter = new RegExp(`^(\\r?\\n|)--${boundary.replace(/[^\w]/g, '\\$&')}(--)?[ \\t]*(\\r?\\n|\\r)?$`);
  const edges = [entity.preamble, ...entity.children.map((child) => child.range), entity.epilogue].filter((range) => range !== null);
  const found: string[] = [];
  for (let index = 1; index < edges.length; index += 1) {
    const before = edges[index - 1] ?? { start: 0, end: 0 };
    const gap = slice(bytes, { start: before.end, end: edges[index]?.start ?? 0 });
    const match = delimiter.exec(gap);
    // The break before a delimiter belongs to it, so only an empty range can touch the delimiter line.
    const touches = match?.[1] === '' && before.start !== before.end;
    if (match === null || touches) found.push(`gap ${JSON.stringify(gap)}`);
  }
  return found;
}

/** Every fault of a message, empty when MIME-11 holds. */
function allFaults(bytes: Uint8Array): readonly string[] {
  const message = parseMessage(bytes);
  const found = [...walkEntities(message.root)].flatMap((entity) => faults(bytes, entity));
  if (!isDeepStrictEqual(topHeader(bytes).fields, message.root.fields)) found.push('the top header alone is another one');
  if (message.root.range.start !== 0 || message.root.range.end !== bytes.length) found.push('the root is not the message');
  if (!isDeepStrictEqual(parseMessage(Uint8Array.from(bytes)), message)) found.push('a second reading differs');
  // Everything that reads the tree settles as well.
  summariseMessage(bytes, message.root);
  listAttachments(bytes, message);
  const { claim } = readClaim(bytes, message);
  summariseEffective(bytes, message, claim);
  for (const entity of walkEntities(message.root)) {
    decodeContent(bytes, entity);
    entityText(bytes, entity, 4_096);
  }
  return found;
}

const pieces = [
  '\r\n',
  '\n',
  '\r',
  '--b',
  '--b--',
  '--c',
  '--c--',
  '--',
  ' ',
  '\t',
  ':',
  ';',
  '"',
  '(',
  '\u0000',
  'text',
  '=C3=A9',
  'QUJD',
  '=',
  'Content-Type: multipart/mixed; boundary=b',
  'Content-Type: multipart/signed; boundary="c"',
  'Content-Type: multipart/digest; boundary=b',
  'Content-Type: message/rfc822',
  'Content-Type: text/html; charset=utf-8',
  'Content-Transfer-Encoding: base64',
  'Content-Transfer-Encoding: quoted-printable',
  'Content-Disposition: attachment; filename=a',
  'Subject: =?utf-8?q?=C3=A9?=',
  'From: a@b',
  'X-Ricevuta: accettazione',
  '\u00ff',
];

test('MIME-11 on messages made of fragments', () => {
  const lineText = fc.array(fc.constantFrom(...pieces), { maxLength: 4 }).map((parts) => parts.join(''));
  const text = fc.array(
    fc.tuple(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...pieces) }, lineText), fc.constantFrom('\r\n', '\r\n', '\r\n', '\n', '')),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(text, (parts) => {
      expect(allFaults(Buffer.from(parts.map((part) => part.join('')).join(''), 'latin1'))).toEqual([]);
    }),
    RUNS,
  );
});

test('MIME-11 on any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(allFaults(bytes)).toEqual([]);
    }),
    RUNS,
  );
});

describe.skipIf(sharedFolder === null)('MIME-11 on the corpus (needs the shared folder)', () => {
  const folder = path.join(sharedFolder ?? '', 'pec', 'corpus');
  const files =
    sharedFolder === null
      ? []
      : ['pec', 'derived', 'synthetic', 'rem'].flatMap((kind) =>
          readdirSync(path.join(folder, kind))
            .filter((name) => name.endsWith('.eml'))
            .map((name) => path.join(folder, kind, name)),
        );
  const corpus = files.map((file) => readFileSync(file));

  test('as it is', () => {
    expect(corpus.flatMap((bytes) => allFaults(bytes))).toEqual([]);
  });

  test('with random bytes changed, lines dropped, ends cut', () => {
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      kind: fc.constantFrom('set', 'cut', 'drop', 'insert'),
      byte: fc.constantFrom(0x2d, 0x0a, 0x0d, 0x00, 0x3b, 0x22, 0xff),
      size: fc.nat(200),
    });
    fc.assert(
      fc.property(fc.constantFrom(...corpus), fc.array(change, { minLength: 1, maxLength: 6 }), (bytes, changes) => {
        const changed = changes.reduce<Uint8Array>((current, { at, kind, byte, size }) => {
          const offset = Math.floor(at * current.length);
          if (kind === 'cut') return current.subarray(0, offset);
          if (kind === 'drop') return Buffer.concat([current.subarray(0, offset), current.subarray(offset + size)]);
          if (kind === 'insert') return Buffer.concat([current.subarray(0, offset), Uint8Array.of(byte, byte), current.subarray(offset)]);
          const copy = Uint8Array.from(current);
          copy[offset] = byte;
          return copy;
        }, bytes);
        expect(allFaults(changed)).toEqual([]);
      }),
      { numRuns: 1_500, seed: 20_261_122 },
    );
  });
});
