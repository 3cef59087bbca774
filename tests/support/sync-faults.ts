// What an IMAP server or the way to it can do wrong (THREATS, table SYNC), as data: each row is put in
// force for one sync, taken away, and the end state must be that of a run without it.
import type { FaultAction, FaultOptions } from '#main/sandbox/imap-faults';
import type { MailStore } from '#main/sandbox/mail-store';

export type FaultCase = {
  readonly id: string;
  readonly faults?: readonly (readonly [point: string, action: FaultAction, options?: FaultOptions])[];
  /** Done at the first saved batch, as another client would. */
  readonly meanwhile?: (mail: MailStore) => void;
  /** Done between a first good sync and the faulty one. */
  readonly between?: (mail: MailStore) => void;
};

const reset: FaultAction = { kind: 'reset' };
const text = (change: (line: string) => string): FaultAction => ({
  kind: 'rewrite',
  change: (data) => Buffer.from(change(data.toString('latin1')), 'latin1'),
});
/** For one send only: a rewrite stays in force for its connection. */
const oneText = (change: (line: string) => string): FaultAction => {
  let done = false;
  return text((line) => {
    if (done) return line;
    done = true;
    return change(line);
  });
};
const always: FaultOptions = { times: 1_000 };
/** The body fetches: the first FETCH describes. */
const bodies: FaultOptions = { after: 1, times: 1 };

const COMMANDS = ['CAPABILITY', 'AUTHENTICATE', 'NAMESPACE', 'ENABLE', 'LIST', 'SELECT', 'SEARCH', 'FETCH', 'GETQUOTAROOT'];

/** Long lists cut to `few` rows spread over them, unless `long`. */
export function faultCases(long: boolean): readonly FaultCase[] {
  const offsets = Array.from({ length: 100 }, (_, n) => 200 + n * 397).filter((_, n) => long || n % 12 === 0);
  return [
    { id: 'SYNC-01 reset before greeting', faults: [['CONNECT', reset]] },
    ...['CAPABILITY', 'NAMESPACE', 'LIST', 'SELECT', 'SEARCH'].map((point) => ({
      id: `SYNC-02 reset at ${point}`,
      faults: [[point, reset]] as const,
    })),
    ...offsets.map((bytes) => ({
      id: `SYNC-03 reset after ${bytes} bytes of bodies`,
      faults: [['FETCH', { kind: 'cutAfter', bytes }, bodies]] as const,
    })),
    { id: 'SYNC-04 stall in a literal, then on', faults: [['FETCH', { kind: 'stallAfter', bytes: 9_000, ms: 300 }, bodies]] },
    { id: 'SYNC-05 stall for ever', faults: [['FETCH', { kind: 'stallAfter', bytes: 9_000, ms: null }, bodies]] },
    { id: 'SYNC-06 one byte per write', faults: [['FETCH', { kind: 'trickle', bytesPerWrite: long ? 1 : 97, ms: 0 }, bodies]] },
    {
      id: 'SYNC-07 slow and late',
      faults: [
        ['SELECT', { kind: 'delay', ms: 200 }, always],
        ['FETCH', { kind: 'trickle', bytesPerWrite: 4_000, ms: 5 }, bodies],
      ],
    },
    {
      id: 'SYNC-08 duplicate responses',
      faults: [
        [
          'FETCH',
          { kind: 'rewrite', change: (data) => (data.toString('latin1', 0, 2) === '* ' ? Buffer.concat([data, data]) : data) },
          always,
        ],
      ],
    },
    { id: 'SYNC-08 duplicate tagged answers', faults: [['SELECT', { kind: 'rewrite', change: (data) => Buffer.concat([data, data]) }]] },
    {
      id: 'SYNC-09 answers of other commands in between',
      faults: [
        [
          'FETCH',
          text((line) =>
            line.startsWith('* ') ? `* SEARCH 1 2 3\r\n* LIST () "/" Nowhere\r\n* STATUS INBOX (MESSAGES 0)\r\n${line}` : line,
          ),
          always,
        ],
      ],
    },
    { id: 'SYNC-10 OK without the UIDs', faults: [['SEARCH', text((line) => line.replace(/^\* SEARCH[^\r]*\r\n/gm, '')), always]] },
    { id: 'SYNC-10 OK without the folders', faults: [['LIST', text((line) => line.replace(/^\* (LIST|STATUS)[^\r]*\r\n/gm, ''))]] },
    {
      id: 'SYNC-10 OK without the rows',
      faults: [['FETCH', { kind: 'rewrite', change: (data) => (data.toString('latin1', 0, 2) === '* ' ? Buffer.alloc(0) : data) }]],
    },
    ...COMMANDS.flatMap((point) => [
      { id: `SYNC-11 NO to ${point}`, faults: [[point, { kind: 'no', text: '[UNAVAILABLE] later' }]] as const },
      { id: `SYNC-11 BAD to ${point}`, faults: [[point, { kind: 'bad', text: 'what?' }]] as const },
      { id: `SYNC-12 BYE at ${point}`, faults: [[point, { kind: 'bye', text: 'shutting down' }]] as const },
    ]),
    { id: 'SYNC-13 UIDVALIDITY changed since', between: (mail) => mail.resetUidValidity('INBOX') },
    { id: 'SYNC-14 UIDVALIDITY changes in between', faults: [['SEARCH', { kind: 'resetUidValidity' }]] },
    { id: 'SYNC-14 UIDVALIDITY changes during the bodies', faults: [['FETCH', { kind: 'resetUidValidity' }, bodies]] },
    { id: 'SYNC-15 UIDVALIDITY 0', faults: [['SELECT', text((line) => line.replace(/UIDVALIDITY \d+/, 'UIDVALIDITY 0')), always]] },
    { id: 'SYNC-15 UIDVALIDITY absent', faults: [['SELECT', text((line) => line.replace(/\* OK \[UIDVALIDITY[^\r]*\r\n/, '')), always]] },
    {
      id: 'SYNC-15 UIDVALIDITY goes back',
      between: (mail) => {
        const old = mail.folder('Archive')?.uidValidity;
        mail.resetUidValidity('Archive', 77);
        if (old !== undefined) mail.resetUidValidity('Archive', old);
      },
    },
    { id: 'SYNC-16 expunge by another client meanwhile', meanwhile: (mail) => mail.expunge('INBOX', [1, 3, 30, 39]) },
    { id: 'SYNC-16 moved by another client meanwhile', meanwhile: (mail) => move(mail, 'INBOX', 'Archive', [2, 20]) },
    {
      id: 'SYNC-17 EXISTS shrinks without EXPUNGE',
      faults: [['SELECT', text((line) => line.replace(/\* \d+ EXISTS/, '* 3 EXISTS')), always]],
    },
    { id: 'SYNC-20 login refused for a while', faults: [['AUTHENTICATE', { kind: 'no', text: '[UNAVAILABLE] too many connections' }]] },
    {
      id: 'SYNC-21 UIDs not ascending',
      faults: [
        [
          'SEARCH',
          text((line) => line.replace(/^\* SEARCH ([\d ]+)/, (_all, uids: string) => `* SEARCH ${uids.split(' ').toReversed().join(' ')}`)),
          always,
        ],
      ],
    },
    {
      id: 'SYNC-22 UIDNEXT lower than the largest UID',
      faults: [
        ['SELECT', text((line) => line.replace(/UIDNEXT \d+/, 'UIDNEXT 2')), always],
        ['LIST', text((line) => line.replaceAll(/UIDNEXT \d+/g, 'UIDNEXT 2')), always],
      ],
    },
    {
      id: 'SYNC-23 another UID than asked',
      faults: [['FETCH', text((line) => line.replace(/\(UID (\d+)/, (_all, uid: string) => `(UID ${Number(uid) + 1_000}`)), bodies]],
    },
    { id: 'SYNC-24 without the body', faults: [['FETCH', { kind: 'rewrite', change: withoutBody }, bodies]] },
    { id: 'SYNC-24 NIL body', faults: [['FETCH', { kind: 'rewrite', change: (data) => nilBody(data) }, bodies]] },
    { id: 'SYNC-25 sizes too small', faults: [['FETCH', text((line) => line.replace(/RFC822.SIZE \d+/, 'RFC822.SIZE 1'))]] },
    { id: 'SYNC-25 sizes too large', faults: [['FETCH', text((line) => line.replace(/RFC822.SIZE \d+/, 'RFC822.SIZE 1500000'))]] },
    {
      id: 'SYNC-26 literal shorter than announced',
      faults: [
        ['FETCH', text((line) => line.replace(/BODY\[\] \{(\d+)\}/, (_all, size: string) => `BODY[] {${Number(size) + 40}}`)), bodies],
      ],
    },
    {
      id: 'SYNC-26 literal longer than announced',
      faults: [
        ['FETCH', text((line) => line.replace(/BODY\[\] \{(\d+)\}/, (_all, size: string) => `BODY[] {${Number(size) - 40}}`)), bodies],
      ],
    },
    {
      id: 'SYNC-27 four gigabytes announced',
      faults: [['FETCH', text((line) => line.replace(/BODY\[\] \{\d+\}/, 'BODY[] {4294967296}')), bodies]],
    },
    { id: 'SYNC-28 a line without end', faults: [['SEARCH', oneText((line) => `* SEARCH ${'1 '.repeat(1_000_000)}${line}`)]] },
    {
      id: 'SYNC-29 EXISTS without end',
      faults: [['SEARCH', oneText((line) => `${'* 40 EXISTS\r\n'.repeat(long ? 2_000_000 : 50_000)}${line}`)]],
    },
    { id: 'SYNC-30 nested parentheses', faults: [['FETCH', oneText((line) => `* 1 FETCH ${'('.repeat(100_000)}\r\n${line}`)]] },
    { id: 'SYNC-31 names of folders', between: oddFolders },
    { id: 'SYNC-31 a name with CR, LF and NUL', faults: [['LIST', oneText((line) => `* LIST () "/" {9}\r\nbad\r\n\0x\r\n\r\n${line}`)]] },
    {
      id: 'SYNC-31 ten thousand folders',
      faults: [['LIST', oneText((line) => Array.from({ length: 10_100 }, (_, n) => `* LIST () "/" f${n}\r\n`).join('') + line)]],
    },
    {
      id: 'SYNC-32 INBOX missing',
      faults: [['LIST', text((line) => line.replaceAll(/^\* (LIST \([^)]*\) "\/" "?INBOX"?|STATUS "?INBOX"? \([^)]*\))\r\n/gm, ''))]],
    },
    { id: 'SYNC-32 a folder may not be read', faults: [['SELECT', { kind: 'no', text: '[NOPERM] no' }, { after: 1, times: 1 }]] },
    { id: 'SYNC-33 folder deleted meanwhile', meanwhile: (mail) => mail.deleteFolder('Archive') },
    { id: 'SYNC-33 folder renamed meanwhile', meanwhile: (mail) => mail.renameFolder('Archive', 'Archivio 2025') },
    {
      id: 'SYNC-37 CONDSTORE, QRESYNC and LIST-STATUS gone',
      between: (mail) => mail.setFlags('INBOX', [4], () => new Set(['\\Flagged'])),
      faults: [['CONNECT', { kind: 'capabilities', names: ['IMAP4rev1', 'AUTH=PLAIN', 'SASL-IR'] }, always]],
    },
    {
      id: 'SYNC-38 HIGHESTMODSEQ goes back',
      between: (mail) => mail.setFlags('INBOX', [5], () => new Set(['\\Seen'])),
      faults: [['SELECT', text((line) => line.replace(/HIGHESTMODSEQ \d+/, 'HIGHESTMODSEQ 1')), always]],
    },
    {
      id: 'SYNC-38 VANISHED for unknown UIDs',
      between: (mail) => mail.setFlags('INBOX', [6], () => new Set(['\\Seen'])),
      faults: [['SELECT', text((line) => (line.startsWith('* ') ? `* VANISHED (EARLIER) 900000:1100000\r\n${line}` : line))]],
    },
    {
      id: 'SYNC-38 VANISHED for everything',
      between: (mail) => mail.setFlags('INBOX', [7], () => new Set(['\\Flagged'])),
      faults: [['SELECT', text((line) => (line.startsWith('* ') ? `* VANISHED (EARLIER) 1:4294967295\r\n${line}` : line))]],
    },
    {
      id: 'SYNC-40 INTERNALDATE invalid',
      faults: [['FETCH', text((line) => line.replace(/INTERNALDATE "[^"]*"/, 'INTERNALDATE "32-Foo-0000 99:99:99 +9999"')), always]],
    },
    {
      id: 'SYNC-40 a server of the year 2090',
      faults: [['FETCH', text((line) => line.replace(/INTERNALDATE "([^"]*)-\d{4} /, 'INTERNALDATE "$1-2090 ')), always]],
    },
  ];
}

function move(mail: MailStore, from: string, to: string, uids: readonly number[]): void {
  for (const uid of uids) {
    const message = mail.folder(from)?.messages.find((one) => one.uid === uid);
    if (message !== undefined) mail.append(to, message.bytes, [...message.flags], message.internalDate);
  }
  mail.expunge(from, uids);
}

function oddFolders(mail: MailStore): void {
  // Not modified UTF-7 (RFC 3501 §5.1.3): listed, never opened; it must not pass for "a".
  mail.createFolder('a&b');
  for (const [index, path] of [
    '../../etc/passwd',
    '__proto__',
    'constructor',
    'Clienti',
    'clienti',
    'a',
    'perch&AOk-',
    'con spazi ',
    '%',
    'Stra&AN8-e/&AN8-',
  ].entries()) {
    mail.createFolder(path);
    mail.append(
      path,
      Buffer.from(`Message-ID: <odd${index}@pec.example>\r\nSubject: ${index}\r\n\r\n${'x'.repeat(index)}\r\n`),
      [],
      1_790_000_000_000 + index,
    );
  }
}

/** One FETCH row with its body left out. */
function withoutBody(data: Buffer): Buffer {
  const literal = literalOf(data);
  return literal === null ? data : Buffer.concat([data.subarray(0, literal.itemAt).subarray(0, -1), data.subarray(literal.end)]);
}
function nilBody(data: Buffer): Buffer {
  const literal = literalOf(data);
  return literal === null ? data : Buffer.concat([data.subarray(0, literal.itemAt), Buffer.from('BODY[] NIL'), data.subarray(literal.end)]);
}
function literalOf(data: Buffer): { itemAt: number; end: number } | null {
  const found = /BODY\[\] \{(\d+)\}\r\n/.exec(data.toString('latin1'));
  return found === null ? null : { itemAt: found.index, end: found.index + found[0].length + Number(found[1]) };
}
