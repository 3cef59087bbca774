// DOS-02: every function that reads text from outside is linear in it. A quadratic one needs hours for
// a megabyte, so the length is doubled up to it and the first step that takes too long ends the case.
import { describe, expect, test } from 'vitest';
import { readAccountsCsv } from '#main/accounts/csv';
import { classOf } from '#main/archive/compression';
import { loginRefusal } from '#main/imap/login-refusal';
import { normaliseAddress, parseAddressList } from '#main/mime/addresses';
import { decodeTransfer } from '#main/mime/transfer-encoding';
import { parseDate } from '#main/mime/dates';
import { decodeEncodedWords } from '#main/mime/encoded-words';
import { cleanFileName } from '#main/mime/file-name';
import { normaliseMessageId, parseMessageIds, unfold } from '#main/mime/headers';
import { parseParameterised } from '#main/mime/parameters';
import { parseMessage } from '#main/mime/parse';
import { htmlToText } from '#main/mime/plain-text';
import { summariseMessage } from '#main/mime/summary';
import { safeName } from '#main/outbox/check-attachments';
import { encodedWords, parameter, phrase, quotedPrintable, unstructured } from '#main/outbox/encode';
import { plainText, simpleHtml } from '#main/outbox/simple-html';
import { failureCause } from '#main/pec/failure-cause';
import { sameBlanks } from '#main/pec/outer-differences';
import { readFullXml } from '#main/pec/xml-elements';
import { readPlainXml } from '#main/pec/xml-plain';
import { addressesOf, decodedText, readParts, readSubmitted } from '#main/sandbox/submitted';
import { parseDay } from '#main/search/day';
import { readQuery } from '#main/search/query';
import { cut } from '#main/search/snippets';
import { withoutLongRuns } from '#main/search/text/attachment-text';
import { plainWords } from '#main/store/full-text';
import { withoutSecrets } from '#main/tls/server-text';
import type { Instant } from '#shared/model/ids';
import { readRecipient, splitRecipients } from '#shared/model/sendable-address';

const MEGABYTE = 1024 * 1024;
// Ten times what a linear one needs on a slow machine.
const HANG_MS = 5_000;

/** The runs THREATS names: a whole megabyte, shorter first, so that a quadratic one is seen before it hangs. */
const NAMED: readonly string[] = ['a', '@', '(', ' ', '=?', '\\', '"'];
/** Runs that make a pattern start again at every place: enough of them to hang a quadratic one. */
const STARTS: readonly string[] = [
  '<',
  '<a',
  '<a "\'',
  '\\"',
  '\u0000\\"\\',
  '\u0000/*',
  'FROM:\r',
  '\t\n',
  'a@',
  '=?a?b?',
  '&#',
  '<!--',
  '</',
  ';a="',
  'a,',
  '\r\n ',
  '-----',
  '%',
];
const WRAPPED: readonly (readonly [before: string, after: string])[] = [
  ['<A', '\'>">'],
  ['"', '\\'],
  ['<a@b.example', ''],
];
const CASES: readonly (readonly [text: (length: number) => string, name: string, lengths: readonly number[]])[] = [
  ...NAMED.map((run) => [(length: number) => repeated(run, length), run, [MEGABYTE / 8, MEGABYTE]] as const),
  ...STARTS.map((run) => [(length: number) => repeated(run, length), run, [MEGABYTE / 8]] as const),
  ...WRAPPED.flatMap(([before, after]) =>
    ['a', 'A', '\t\n', '<', '"', ...STARTS.slice(0, 5)].map(
      (run) => [(length: number) => before + repeated(run, length) + after, before + run, [MEGABYTE / 16]] as const,
    ),
  ),
];

function repeated(run: string, length: number): string {
  return run.repeat(Math.ceil(length / run.length));
}

const NOW = Date.UTC(2026, 10, 22) as Instant;
const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');
const totally = (read: () => unknown): void => {
  try {
    read();
  } catch {
    // Refusing is allowed: this is about time.
  }
};

const FUNCTIONS: Readonly<Record<string, (text: string) => unknown>> = {
  parseAddressList,
  normaliseAddress,
  parseDate,
  parseParameterised,
  decodeEncodedWords,
  unfold,
  parseMessageIds,
  normaliseMessageId,
  cleanFileName,
  htmlToText,
  'parseMessage of headers': (text) => {
    const message = bytes(`From: ${text}\r\nSubject: ${text}\r\n\r\n`);
    return summariseMessage(message, parseMessage(message).root);
  },
  'parseMessage of a body': (text) =>
    parseMessage(bytes(`Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\n${text}\r\n--a--\r\n`)),
  'decodeTransfer quoted-printable': (text) => decodeTransfer(bytes(text), 0, text.length, 'quoted-printable'),
  'decodeTransfer base64': (text) => decodeTransfer(bytes(text), 0, text.length, 'base64'),
  simpleHtml,
  'plainText of simpleHtml': (text) => plainText(simpleHtml(text)),
  readRecipient,
  splitRecipients,
  safeName,
  quotedPrintable,
  unstructured: (text) => unstructured(text, 9),
  phrase: (text) => phrase(text, 6),
  encodedWords: (text) => encodedWords(text, 9),
  parameter: (text) => parameter('filename', text),
  readQuery: (text) => readQuery(text, NOW),
  parseDay: (text) => parseDay(text, NOW),
  plainWords,
  cut: (text) => cut(text, []),
  withoutLongRuns,
  sameBlanks,
  failureCause: (text) => failureCause('altro', text),
  loginRefusal: (text) => loginRefusal('', text),
  withoutSecrets: (text) => withoutSecrets(text, ['segreto']),
  readFullXml,
  readPlainXml: (text) => readPlainXml(`<a>${text}</a>`, 20, 1_000, 20),
  readAccountsCsv: (text) => readAccountsCsv(text),
  classOf: (text) => classOf(bytes(text)),
  'sandbox addressesOf': addressesOf,
  'sandbox decodedText': decodedText,
  'sandbox readParts': (text) => readParts(bytes(text)),
  'sandbox readSubmitted': (text) => readSubmitted(bytes(text)),
};

describe('DOS-02 a megabyte of one thing does not hang', () => {
  test.each(Object.entries(FUNCTIONS))(
    'DOS-02 %s',
    (_name, read) => {
      for (const [textOf, name, lengths] of CASES) {
        for (const length of lengths) {
          const text = textOf(length);
          const startedAt = performance.now();
          totally(() => read(text));
          expect(performance.now() - startedAt, `${length} characters of ${JSON.stringify(name)}`).toBeLessThan(HANG_MS);
        }
      }
    },
    300_000,
  );
});
