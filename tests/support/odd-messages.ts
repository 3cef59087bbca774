// Messages with everything that has ever been changed on its way: dots, "From ", blanks, bare line ends, long
// lines, nothing at all, names and files in every script, many people. The same set goes to a recording server,
// to Postfix and through a whole core (SND-03, SND-05, SND-06).
import type { Mailbox } from '#shared/model/sendable-address';

export type OddMessage = {
  readonly title: string;
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly subject: string;
  readonly text: string;
  /** Simple tags already. */
  readonly html: string | null;
  readonly files: readonly { readonly name: string; readonly type: string; readonly bytes: Uint8Array }[];
};

type Change = Partial<Omit<OddMessage, 'title'>>;
const file = (name: string, bytes: Uint8Array | string, type = 'application/octet-stream'): OddMessage['files'][number] => ({
  name,
  type,
  bytes: typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes,
});
const EVERY_BYTE = Uint8Array.from({ length: 1_024 }, (_, n) => n % 256);

const CHANGES: readonly (readonly [title: string, change: Change])[] = [
  ['dots at line starts, and lone ones', { text: '.\n..\n.\n.a\nfine\n.\n' }],
  ['"From " at line starts', { text: 'From qui\nFrom là\n>From\n' }],
  ['blanks at line ends', { text: 'uno   \ndue\t\n \n\t\n' }],
  ['an empty body', { text: '' }],
  ['line ends alone', { text: '\n\n\n' }],
  ['no line end at the end', { text: 'fine senza a capo' }],
  ['one line of 20,000 characters', { text: 'x'.repeat(20_000) }],
  ['lines of 997 to 1,000 characters', { text: [997, 998, 999, 1_000].map((length) => 'y'.repeat(length)).join('\n') }],
  ['one line of 3,000 characters of three bytes', { text: '€'.repeat(3_000) }],
  ['bare CR in the text', { text: 'uno\rdue\r\rtre\r\nquattro\r' }],
  ['what looks like SMTP', { text: '\n.\nMAIL FROM:<evil@x.example>\nRCPT TO:<evil@x.example>\nDATA\n' }],
  ['what looks like a boundary', { text: '--=_m_\n--=_m_0123456789abcdef0123456789abcdef--\n', files: [file('a.txt', 'x')] }],
  ['every script', { text: 'perché € 😀 漢字 العربية עברית \u202b\u200f\u2028\u2029\ufeff \ud83d fine\n', subject: 'è 漢字 😀 العربية' }],
  ['formatted, with one long line', { text: 'àè'.repeat(2_000), html: `<p>${'àè'.repeat(2_000)}</p><p>.</p><ul><li>From qui</li></ul>` }],
  ['a file without a byte', { files: [file('vuoto.txt', '', 'text/plain')] }],
  ['only a file', { text: '', files: [file('atto.pdf', '%PDF-1.4\n', 'application/pdf')] }],
  [
    'bare CR, bare LF, NUL and dots in files',
    { files: [file('a.bin', 'a\rb\nc\0d\r\n.\r\n..\r.\n'), file('b.bin', '\r'), file('c.bin', '\n.\n')] },
  ],
  ['every byte in a file', { files: [file('tutti.bin', EVERY_BYTE)] }],
  ['files of 53 to 58 bytes', { files: [53, 54, 55, 56, 57, 58].map((length) => file(`n${length}.bin`, 'z'.repeat(length))) }],
  [
    'file names of every kind',
    {
      files: [
        'relata – è così.pdf',
        'e\u0301 composta.pdf',
        'ファイル.txt',
        'קובץ.txt',
        '😀.png',
        `virgolette ' e % e ;.txt`,
        `${'lungo '.repeat(30)}nome.pdf`,
        'atto.pdf.p7m',
        '-trattino',
        '.nascosto',
      ].map((name) => file(name, `contenuto di ${name}`)),
    },
  ],
  [
    'a mail as a file, with bare LF and a line of 5,000',
    { files: [file('m.eml', `Subject: a \n\n${'x'.repeat(5_000)}\n.\nFrom b\n`, 'message/rfc822')] },
  ],
  ['a subject of 900 characters', { subject: 'ò perché '.repeat(100) }],
  ['a subject of one word of 900 letters', { subject: 'x'.repeat(900) }],
  [
    'names of every kind',
    {
      to: ['Rossi, Mario "il Rosso"', '漢字 😀', 'a@b.example (commento)', '=?UTF-8?Q?finto?=', 'n'.repeat(200), ''].map((name, n) => ({
        name,
        address: `nome${n}@due.example`,
      })),
    },
  ],
  ['addresses of the greatest length', { to: [{ name: '', address: `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.example` }] }],
  [
    '200 people',
    {
      to: Array.from({ length: 150 }, (_, n) => ({ name: `Condòmino ${n}`, address: `c${n}@due.example` })),
      cc: Array.from({ length: 50 }, (_, n) => ({ name: '', address: `cc${n}@tre.example` })),
    },
  ],
  ['three megabytes of line ends', { files: [file('grande.bin', Buffer.alloc(3_000_000, '\r\n.\r\n'))] }],
];

export const oddMessages: readonly OddMessage[] = CHANGES.map(([title, change], n) => ({
  title,
  to: [{ name: 'Comune di Forlì', address: `uno${n}@due.example` }],
  cc: [{ name: '', address: `due${n}@tre.example` }],
  subject: `Prova ${n} – è così`,
  text: 'Si trasmette.\n',
  html: null,
  files: [],
  ...change,
}));
