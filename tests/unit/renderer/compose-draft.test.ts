import { describe, expect, test } from 'vitest';
import { emptyDraft, type ComposeFix, type DraftAttachment, type DraftContent, type Finding } from '#shared/model/compose';
import { asAccountId, asBlobHash } from '#shared/model/ids';
import {
  entryParts,
  fileType,
  ownText,
  passedAreas,
  recipientEntry,
  splitRecipients,
  withAccount,
  withFix,
  withTemplate,
} from '#ui/features/compose/draft.ts';

const studio = asAccountId('studio');
const alfa = asAccountId('alfa');
const signatures = { studio: 'Avv. Rossi', alfa: 'Alfa S.r.l.' };
const file = (name: string): DraftAttachment => ({ file: asBlobHash('a'.repeat(64)), name, type: 'application/pdf', sizeBytes: 1 });
const draft: DraftContent = {
  ...emptyDraft(studio),
  to: ['uno@pec.example', 'due@pec.example'],
  cc: ['tre@pec.example'],
  text: 'Testo.\n\n-- \nAvv. Rossi\n\nIl 22 nov ha scritto:\n> x',
  attachments: [file('à.pdf'), file('b.pdf')],
};

describe('the button beside a finding', () => {
  test.each<[fix: ComposeFix, then: Partial<DraftContent>]>([
    [{ kind: 'removeRecipient', field: 'to', index: 0 }, { to: ['due@pec.example'] }],
    [{ kind: 'removeRecipient', field: 'cc', index: 0 }, { cc: [] }],
    [{ kind: 'moveCcToTo' }, { to: [...draft.to, ...draft.cc], cc: [] }],
    [{ kind: 'renameAttachment', index: 0, name: 'a.pdf' }, { attachments: [file('a.pdf'), file('b.pdf')] }],
    [{ kind: 'removeAttachment', index: 1 }, { attachments: [file('à.pdf')] }],
    [{ kind: 'setReceipt', receipt: 'brief' }, { receipt: 'brief' }],
    [
      { kind: 'setAccount', account: alfa },
      { account: alfa, text: 'Testo.\n\n-- \nAlfa S.r.l.\n\nIl 22 nov ha scritto:\n> x' },
    ],
  ])('%o', (fix, then) => {
    expect(withFix(draft, fix, signatures)).toEqual({ ...draft, ...then });
  });
});

test('another box: a signature somebody changed stays as it is, a missing one is added to a new message', () => {
  expect(withAccount({ ...draft, text: 'Firma mia' }, alfa, signatures).text).toBe('Firma mia');
  expect(withAccount({ ...draft, text: 'Ciao' }, alfa, { alfa: 'Alfa' }).text).toBe('Ciao\n\n-- \nAlfa');
  expect(withAccount({ ...draft, html: '<p>x</p>' }, alfa, signatures)).toEqual({ ...draft, html: '<p>x</p>', account: alfa });
});

describe('a template', () => {
  const filled = { subject: 'Sollecito', text: 'Spett.le <b>Alfa</b>,\n' };
  test.each<[title: string, before: Partial<DraftContent>, then: Partial<DraftContent>]>([
    ['into nothing', { subject: '', text: '' }, { subject: 'Sollecito', text: 'Spett.le <b>Alfa</b>,\n' }],
    ['above the signature, which is still found', { text: '\n\n-- \nAvv. Rossi' }, { text: 'Spett.le <b>Alfa</b>,\n\n-- \nAvv. Rossi' }],
    ['beside a subject somebody wrote', { subject: 'Re: x', text: 'y' }, { subject: 'Re: x', text: 'Spett.le <b>Alfa</b>,\n\ny' }],
    [
      'into formatted text: as text, never as formatting',
      { html: '<p><b>z</b></p>', text: 'z' },
      {
        html: '<p>Spett.le &lt;b&gt;Alfa&lt;/b&gt;,</p><p><br></p><p><b>z</b></p>',
        text: 'Spett.le <b>Alfa</b>,\n\nz',
      },
    ],
  ])('goes %s', (_title, before, then) => {
    const content = { ...draft, subject: '', ...before };
    expect(withTemplate(content, filled)).toEqual({ ...content, subject: 'Sollecito', ...then });
  });

  test('what is kept of a message as a template ends at signature or quotation', () => {
    expect([ownText(draft, 'Avv. Rossi'), ownText({ ...draft, text: 'Uno.\n\nIl 22 nov ha scritto:\n> x' }, '')]).toEqual([
      'Testo.',
      'Uno.',
    ]);
  });
});

test.each<[typed: string, entries: readonly string[]]>([
  ['a@b.example, c@d.example;e@f.example\ng@h.example', ['a@b.example', 'c@d.example', 'e@f.example', 'g@h.example']],
  ['Rossi, Mario <m@b.example>', ['"Rossi, Mario" <m@b.example>']],
  ['"Rossi; Mario" <m@b.example>, x@y.example', ['"Rossi; Mario" <m@b.example>', 'x@y.example']],
  ['  ', []],
  ['sbagliato', ['sbagliato']],
])('recipients as typed or pasted: %j', (typed, entries) => {
  expect(splitRecipients(typed)).toEqual(entries);
});

test.each<[name: string, address: string, entry: string]>([
  ['Comune di Valdoro', 'c@pec.example', 'Comune di Valdoro <c@pec.example>'],
  ['Rossi, Mario', 'm@pec.example', '"Rossi, Mario" <m@pec.example>'],
  ['altro@pec.example', 'm@pec.example', 'm@pec.example'],
  ['Anna\u202e <x>', 'm@pec.example', 'Anna   x <m@pec.example>'],
  ['', 'm@pec.example', 'm@pec.example'],
])('a suggestion becomes an entry that is read again as the same person: %s', (name, address, entry) => {
  expect(recipientEntry(name, address)).toBe(entry);
  expect(entryParts(entry)).toMatchObject({ valid: true, address });
});

test('what passed: areas without a finding; Cc counts as recipients, no attachments are not praised', () => {
  const finding: Finding = { code: 'cc.concise', level: 'warning', field: 'cc', values: {}, fix: null };
  expect(passedAreas([finding], draft)).toEqual(['from', 'subject', 'text', 'attachments', 'receipt', 'message']);
  expect(passedAreas([], { ...draft, attachments: [] })).toEqual(['from', 'to', 'subject', 'text', 'receipt', 'message']);
});

test.each([
  ['application/PDF; charset=x', 'application/pdf'],
  ['', 'application/octet-stream'],
  ['text/html\r\nX: y', 'application/octet-stream'],
])('SND-01 the type of a file as a part may carry it: %j', (given, then) => {
  expect(fileType(given)).toBe(then);
});
