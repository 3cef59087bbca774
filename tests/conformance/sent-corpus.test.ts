// What may differ between a message as it was submitted and the original inside its complete receipt, on
// the originals that real providers sent back (PEC-REFERENCE §1.6, §3.6 V9).
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseMessage } from '#main/mime/parse';
import { fingerprintOf, saysOther, type MessageFingerprint } from '#main/pec/fingerprint';
import { signedPieces } from '#main/verification/signed-pieces';
import { sharedFolder } from '#tests/support/shared-folder';

const corpus = path.join(sharedFolder ?? '', 'pec', 'corpus', 'pec');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function fingerprint(bytes: Uint8Array): MessageFingerprint {
  return fingerprintOf(bytes, parseMessage(bytes).root, sha256);
}

/** Without what the provider put in: trace fields, its own reference, its Message-ID. */
function asSubmitted(original: string): string {
  const end = original.search(/\r?\n\r?\n/);
  const head = original
    .slice(0, end)
    .replace(/^(?:Received|Return-Path|X-Riferimento-Message-ID|X-[\w-]+):.*(?:\r?\n[ \t].*)*\r?\n/gim, '')
    .replace(/^Message-ID:.*$/im, 'Message-ID: <submitted@client.example>');
  return head + original.slice(end);
}

describe.skipIf(sharedFolder === null)('the corpus (needs ../shared)', () => {
  describe.each([
    ['02-avvenuta-consegna-completa-aruba-2014.eml'],
    ['03-busta-trasporto-aruba-2014.eml'],
    ['04-busta-trasporto-sogei-2018.eml'],
    ['09-busta-trasporto-aruba-2026-anonymised.eml'],
  ])('%s', (name) => {
    const receipt = sharedFolder === null ? new Uint8Array() : readFileSync(path.join(corpus, name));
    const { original, postacert } = signedPieces(receipt, true);
    const text = Buffer.from(postacert ?? []).toString('latin1');
    const other = (edit: (submitted: string) => string): ReturnType<typeof saysOther> | 'unread' => {
      const submitted = edit(asSubmitted(text));
      return original === null ? 'unread' : saysOther(fingerprint(Buffer.from(submitted, 'latin1')), original);
    };
    const endsOfLines = (submitted: string): string => submitted.replaceAll('\r\n', '\n');
    const addBreaks = (submitted: string): string => `${submitted}\r\n\r\n`;

    test.each<[string, (submitted: string) => string, ReturnType<typeof saysOther>]>([
      ['as it was submitted', (submitted) => submitted, null],
      ['kept with bare line feeds', endsOfLines, null],
      ['with line breaks at its end', addBreaks, null],
      ['a folded subject', (submitted) => submitted.replace(/^(Subject: \S+) /im, '$1\r\n '), null],
      ['another subject', (submitted) => submitted.replace(/^Subject: .*(?:\r?\n[ \t].*)*/im, 'Subject: altro'), 'subject'],
      ['another recipient', (submitted) => submitted.replace(/^To: /im, 'To: altri@pec.example, '), 'to'],
      ['another sender', (submitted) => submitted.replace(/^From: .*$/im, 'From: altri@pec.example'), 'from'],
    ])('%s', (_what, edit, expected) => {
      expect(other(edit)).toBe(expected);
    });

    test('any letter or digit of its body changed is another message, and of its header trace nothing', () => {
      const submitted = asSubmitted(text);
      const begins = submitted.search(/\r?\n\r?\n/) + 4;
      const unnoticed: number[] = [];
      // Of lines that are text or base64, not of the headers of parts.
      const parts = [...submitted.slice(begins).matchAll(/^[A-Za-z][^:;=-]{11,}$/gm)].slice(0, 5);
      for (const { index } of parts) {
        const at = begins + index + 10;
        const changed = submitted[at] === 'A' ? 'B' : 'A';
        if (other(() => submitted.slice(0, at) + changed + submitted.slice(at + 1)) !== 'body') unnoticed.push(at);
      }
      expect({ unnoticed, some: parts.length > 0 }).toEqual({ unnoticed: [], some: true });
      expect(other((whole) => `Received: from x by y; Fri, 20 Nov 2026 10:00:00 +0100\r\n${whole}`)).toBeNull();
    });
  });
});
