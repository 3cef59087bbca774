// Header fields of an entity and message ids.
import { expect, test } from 'vitest';
import { decodedHeader, normaliseMessageId, parseMessageIds, rawHeader, rawHeaders } from '#main/mime/headers';
import { parseMessage } from '#main/mime/parse';
import { addressHeader, summariseMessage } from '#main/mime/summary';
import { lines } from '#tests/support/mime-text';

test('values are unfolded, trimmed, and the first of two rules', () => {
  const bytes = lines('X-A:  one', ' two ', 'x-a: second', 'Subject: =?utf-8?q?Ci=C3=B2?=', ' =?utf-8?q?_detto?=', '', '');
  const { root } = parseMessage(bytes);
  expect([
    rawHeader(bytes, root, 'x-a'),
    rawHeaders(bytes, root, 'x-a'),
    rawHeader(bytes, root, 'absent'),
    decodedHeader(bytes, root, 'subject'),
  ]).toEqual(['one two', ['one two', 'second'], null, 'Ciò detto']);
});

test('raw UTF-8 is read as UTF-8, other bytes one by one', () => {
  const bytes = Buffer.concat([Buffer.from('A: caffè\r\nB: caff', 'utf8'), Uint8Array.of(0xe8), Buffer.from('\r\n\r\n')]);
  const { root } = parseMessage(bytes);
  expect([rawHeader(bytes, root, 'a'), rawHeader(bytes, root, 'b')]).toEqual(['caffè', 'caffè']);
});

test.each<[given: string | null, then: string | null]>([
  ['<a@b>', '<a@b>'],
  [' a@b ', '<a@b>'],
  ['<A@B> (comment)', '<A@B>'],
  ['junk <a@b>', '<a@b>'],
  ['< a@b >', '<a@b>'],
  ['', null],
  ['<>', null],
  [null, null],
  ['<a\u0000@b>', null],
])('normaliseMessageId(%j)', (given, then) => {
  expect(normaliseMessageId(given)).toBe(then);
});

test('HDR-05: 100,000 references are bounded, ids of 64 KiB and with NUL are named', () => {
  const many = Array.from({ length: 100_000 }, (_, index) => `<${index}@x>`).join(' ');
  expect(parseMessageIds(many).ids.length).toBe(200);
  expect(parseMessageIds(many).oddities).toEqual(['id.tooMany']);
  expect(parseMessageIds(`<${'a'.repeat(65_536)}> <b@c>`)).toEqual({ ids: ['<b@c>'], oddities: ['id.tooLong'] });
  expect(parseMessageIds('<a\u0000b@c>')).toEqual({ ids: [], oddities: ['id.control'] });
});

test('HDR-05, SIG-25: repeated fields are named, two From fields are two senders', () => {
  const bytes = lines('From: a@x.it', 'From: b@x.it', 'Message-ID: <1@x>', 'Message-ID: <2@x>', '', '');
  const { root } = parseMessage(bytes);
  const summary = summariseMessage(bytes, root);
  expect({ repeated: summary.repeated, id: summary.messageId, from: addressHeader(bytes, root, 'from') }).toEqual({
    repeated: ['from', 'message-id'],
    id: '<1@x>',
    from: {
      addresses: [
        { address: 'a@x.it', valid: true, displayName: '', suspicious: [] },
        { address: 'b@x.it', valid: true, displayName: '', suspicious: [] },
      ],
      total: 2,
      suspicious: ['address.repeatedField'],
    },
  });
});
