// The bytes of a message: every line as the rules want it, read back by two other parsers, and no value
// that becomes a header of its own.
import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { decodeContent, listAttachments } from '#main/mime/content';
import { parseMessage, entityAt } from '#main/mime/parse';
import { rawHeader } from '#main/mime/headers';
import { summariseMessage } from '#main/mime/summary';
import { composeMessage, type FinishedDraft, type SenderIdentity } from '#main/outbox/compose-message';
import { asInstant } from '#shared/model/ids';

const CLOCK = { now: () => asInstant(Date.UTC(2026, 10, 22, 17, 5, 9)) };
const IDENTITY: SenderIdentity = { address: 'anna@pec.example', name: 'Studio Perù & Figli', messageId: '<11111111-2222@pec.example>' };
const DRAFT: FinishedDraft = {
  to: [{ name: 'Comune di Forlì', address: 'comune@pec.example' }],
  cc: [],
  subject: 'Prova',
  text: 'Ciao\n',
  html: null,
  receipt: 'complete',
  files: [],
  inReplyTo: null,
  references: [],
};

const compose = (change: Partial<FinishedDraft> = {}, identity: Partial<SenderIdentity> = {}): Buffer =>
  Buffer.from(composeMessage({ ...DRAFT, ...change }, { ...IDENTITY, ...identity }, CLOCK));

const ODD_TEXT = [
  'From here on nothing is quoted',
  `From ${'lunga riga '.repeat(30)}`,
  '.',
  '..',
  'blanks at the end   ',
  'tab at the end\t',
  '=3D is not a code, àèìòù € 😀 neither',
  'x'.repeat(1_200),
  `${'€'.repeat(400)}.`,
  `${'y'.repeat(75)}=`,
  'z'.repeat(76),
  '',
  '--=_m_not a boundary',
  '',
].join('\n');
const EVERYTHING: Partial<FinishedDraft> = {
  to: [
    { name: 'Comune di Forlì', address: 'comune@pec.example' },
    { name: 'Rossi, Mario "il Rosso"', address: 'mario@pec.example' },
    { name: '', address: `${'a'.repeat(60)}@${'b'.repeat(60)}.${'c'.repeat(60)}.example` },
    { name: 'n'.repeat(200), address: 'n@pec.example' },
  ],
  cc: [{ name: '', address: 'cc@pec.example' }],
  subject:
    'Notificazione ai sensi della legge n. 53 del 1994 – perché «così» 😀 e ancora molte parole fino a dover andare a capo più volte',
  text: ODD_TEXT,
  html: `<p>${'àè'.repeat(300)}</p>`,
  receipt: 'brief',
  files: [
    { name: 'atto.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF-1.4\n\0\r\n') },
    { name: 'relata di notificazione – è così.pdf.p7m', type: 'application/pkcs7-mime', bytes: Buffer.alloc(1_000, 0xff) },
    { name: 'vuoto.txt', type: 'text/plain', bytes: new Uint8Array() },
    { name: 'messaggio.eml', type: 'message/rfc822', bytes: Buffer.from('Subject: a \r\n\r\nblank at the end \nbare LF\r\n') },
    { name: `${'lungo '.repeat(25)}nome.pdf`, type: 'application/pdf', bytes: Buffer.from('%PDF-') },
    { name: 'virgolette " e % e \'.txt', type: 'text/plain', bytes: Buffer.from('x') },
  ],
  inReplyTo: '<opec123.20261122@pec.example>',
  references: Array.from({ length: 20 }, (_, index) => `<id${index}@pec.example>`),
};

describe('form of the bytes', () => {
  test.each<[string, Partial<FinishedDraft>]>([
    ['plain', {}],
    ['no text', { text: '' }],
    ['one long line', { text: 'x'.repeat(5_000) }],
    ['everything at once', EVERYTHING],
    ...ODD_TEXT.split('\n').map((line): [string, Partial<FinishedDraft>] => [`text ${JSON.stringify(line.slice(0, 30))}`, { text: line }]),
    ...Array.from({ length: 100 }, (_, n): [string, Partial<FinishedDraft>] => [
      `From at column ${n}`,
      { text: `${'From é. '.repeat(n)}${'.From '.repeat(n % 7)}`, subject: `${'ò'.repeat(n)} ${'x'.repeat(n)}` },
    ]),
  ])('SND-05 %s: 7 bit, CRLF, lines up to 76, no trailing blank, no "From " and no lone dot', (_title, change) => {
    const text = compose(change).toString('latin1');
    const lines = text.split('\r\n');
    const [, ...rest] = text.split('\r\n\r\n');
    expect({
      odd: /[^\x20-\x7e\r\n\t]/.exec(text)?.[0],
      bare: /\r(?!\n)|(?<!\r)\n/.test(text),
      // A single word that cannot be folded may be longer, to the 998 of RFC 5322 §2.1.1: an address, an id.
      long: lines.filter((line) => line.length > 76 && !/^\s*(?:<[^ ]*>|[^ ]*@[^ ]*),?$/.test(line)),
      trailing: lines.filter((line) => /[ \t]$/.test(line)),
      from: lines.slice(1).filter((line) => line.startsWith('From ')),
      dot: rest
        .join('\r\n\r\n')
        .split('\r\n')
        .filter((line) => line.startsWith('.')),
      end: text.slice(-2),
    }).toEqual({ odd: undefined, bare: false, long: [], trailing: [], from: [], dot: [], end: '\r\n' });
  });

  test('a message with everything ends with its closing boundary', () => {
    expect(compose(EVERYTHING).toString('latin1')).toMatch(/\r\n--=_m_[0-9a-f]{32}--\r\n$/);
  });
});

describe('content comes back', () => {
  test('to our own parser, byte for byte', () => {
    const bytes = compose(EVERYTHING);
    const mime = parseMessage(bytes);
    const summary = summariseMessage(bytes, mime.root);
    const files = listAttachments(bytes, mime, []).map(({ path, fileName }) => {
      const entity = entityAt(mime, path);
      return [fileName, entity === null ? '' : Buffer.from(decodeContent(bytes, entity).bytes).toString('hex')];
    });
    expect({
      defects: mime.defects,
      from: summary.from.addresses.map(({ displayName, address }) => [displayName, address]),
      to: summary.to.addresses.map(({ displayName, address }) => ({ name: displayName, address })),
      cc: summary.cc.addresses.map(({ address }) => address),
      subject: summary.subject,
      date: summary.date,
      messageId: summary.messageId,
      inReplyTo: summary.inReplyTo,
      references: summary.references,
      receipt: rawHeader(bytes, mime.root, 'x-tiporicevuta'),
      files: files.map(([, content]) => content),
    }).toEqual({
      defects: [],
      from: [['Studio Perù & Figli', 'anna@pec.example']],
      to: EVERYTHING.to,
      cc: ['cc@pec.example'],
      subject: EVERYTHING.subject,
      date: Date.UTC(2026, 10, 22, 17, 5, 9),
      messageId: '<11111111-2222@pec.example>',
      inReplyTo: ['<opec123.20261122@pec.example>'],
      references: EVERYTHING.references,
      receipt: 'breve',
      files: EVERYTHING.files?.map(({ bytes: content }) => Buffer.from(content).toString('hex')),
    });
    expect(files.slice(0, 2).map(([name]) => name)).toEqual(['atto.pdf', 'relata di notificazione – è così.pdf.p7m']);
  });

  test('to another parser', async () => {
    const parsed = await simpleParser(compose(EVERYTHING));
    expect({
      subject: parsed.subject,
      text: parsed.text?.replaceAll('\r\n', '\n').trimEnd(),
      html: parsed.html,
      names: parsed.attachments.map(({ filename }) => filename),
      date: parsed.date?.getTime(),
    }).toEqual({
      subject: EVERYTHING.subject,
      text: ODD_TEXT.trimEnd(),
      html: EVERYTHING.html,
      names: EVERYTHING.files?.map(({ name }) => name),
      date: CLOCK.now(),
    });
  });

  test('the same draft gives the same bytes', () => {
    expect(compose(EVERYTHING).equals(compose(EVERYTHING))).toBe(true);
  });

  test.each([
    ['winter', Date.UTC(2026, 10, 22, 17, 5, 9), 'Sun, 22 Nov 2026 18:05:09 +0100'],
    ['summer', Date.UTC(2026, 6, 1, 22, 30, 0), 'Thu, 02 Jul 2026 00:30:00 +0200'],
    ['september', Date.UTC(2026, 8, 3, 10, 0, 0), 'Thu, 03 Sep 2026 12:00:00 +0200'],
  ])('the date is in the time of Italy: %s', (_season, at, date) => {
    const bytes = composeMessage(DRAFT, IDENTITY, { now: () => asInstant(at) });
    expect(/^Date: (.*)\r$/m.exec(Buffer.from(bytes).toString('latin1'))?.[1]).toBe(date);
  });
});

describe('SND-01 no value becomes a header, a recipient or a part', () => {
  const breaks = ['\r\nBcc: evil@x.example', '\nX: y', '\rX: y', '\0', '\u2028Bcc: x', '\u2029', '\u0085', '\u000b', '\ud800'];
  const places: readonly [field: string, (evil: string) => Partial<FinishedDraft>, (evil: string) => Partial<SenderIdentity>][] = [
    ['from', () => ({}), (evil) => ({ name: `Anna${evil}` })],
    ['from', () => ({}), (evil) => ({ address: `anna@pec.example${evil}` })],
    ['messageId', () => ({}), (evil) => ({ messageId: `<a${evil}@pec.example>` })],
    ['to', (evil) => ({ to: [{ name: '', address: `b@pec.example${evil}` }] }), () => ({})],
    ['to', (evil) => ({ to: [{ name: `B${evil}`, address: 'b@pec.example' }] }), () => ({})],
    ['cc', (evil) => ({ cc: [{ name: `C${evil}`, address: 'c@pec.example' }] }), () => ({})],
    ['subject', (evil) => ({ subject: `Oggetto${evil}` }), () => ({})],
    ['inReplyTo', (evil) => ({ inReplyTo: `<a@b${evil}>` }), () => ({})],
    ['references', (evil) => ({ references: ['<a@b>', `<c${evil}@d>`] }), () => ({})],
    ['attachmentName', (evil) => ({ files: [{ name: `a${evil}.pdf`, type: 'application/pdf', bytes: Buffer.from('x') }] }), () => ({})],
    ['attachmentType', (evil) => ({ files: [{ name: 'a.pdf', type: `application/pdf${evil}`, bytes: Buffer.from('x') }] }), () => ({})],
  ];
  test.each(places.flatMap(([field, draft, identity]) => breaks.map((evil) => [field, evil, draft(evil), identity(evil)] as const)))(
    '%s with %j is refused by name',
    (field, _evil, draft, identity) => {
      expect(() => compose(draft, identity)).toThrowError(expect.objectContaining({ code: 'input.invalid', values: { field } }));
    },
  );

  test.each<[string, Partial<FinishedDraft>, string]>([
    ['nobody', { to: [] }, 'to'],
    ['a list as one address', { to: [{ name: '', address: 'a@pec.example,evil@pec.example' }] }, 'to'],
    ['To and Cc the same', { cc: [{ name: '', address: 'COMUNE@pec.example' }] }, 'recipients'],
    ['a path as file name', { files: [{ name: '../../etc/passwd', type: 'text/plain', bytes: Buffer.from('x') }] }, 'attachmentName'],
    ['a Windows path', { files: [{ name: String.raw`C:\x`, type: 'text/plain', bytes: Buffer.from('x') }] }, 'attachmentName'],
    ['a type with parameters', { files: [{ name: 'a', type: 'text/plain; name=x', bytes: Buffer.from('x') }] }, 'attachmentType'],
    ['a subject without end', { subject: 'x'.repeat(901) }, 'subject'],
    ['an escape in the text', { text: 'a\u001b[31mb' }, 'text'],
  ])('%s', (_title, change, field) => {
    expect(() => compose(change)).toThrowError(expect.objectContaining({ code: 'input.invalid', values: { field } }));
  });

  test('SND-04 text that looks like a path, a link or a data address stays text', async () => {
    const text = 'file:///etc/passwd http://127.0.0.1/x data:text/html,x @/etc/passwd\n';
    const parsed = await simpleParser(compose({ text, subject: 'file:///etc/passwd' }));
    expect([parsed.subject, parsed.text?.trim(), parsed.attachments.length]).toEqual(['file:///etc/passwd', text.trim(), 0]);
  });
});
