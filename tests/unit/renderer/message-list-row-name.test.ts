import { describe, expect, test } from 'vitest';
import { asAccountId, asBlobHash, asInstant } from '#shared/model/ids';
import type { ListRow } from '#shared/model/list';
import { MessageRow } from '#ui/features/message-list/message-row.tsx';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';

const NOW = asInstant(Date.UTC(2026, 10, 20, 9, 42));
const hash = asBlobHash('b'.repeat(64));
const row: ListRow = {
  key: 'k',
  id: hash,
  type: 'received',
  account: asAccountId('studio'),
  date: asInstant(Date.UTC(2026, 10, 20, 8, 58)),
  subject: 'Istanza 4471',
  from: { address: 'ente@pec.comune.example', name: 'Comune' },
  to: ['studio@pec.rossi.example'],
  toCount: 1,
  kind: 'certified',
  verdict: 'passed',
  look: 'proven',
  dispatch: null,
  statuses: [],
  unread: true,
  hasAttachments: true,
  preview: '',
  handling: { state: 'inCharge', by: 'Anna', since: null },
  hash,
};

// The accessible name of an option is its text without what is hidden from readers (icons, letters).
function spokenText(markup: string): string {
  return markup
    .replace(/<svg[\s\S]*?<\/svg>/g, '')
    .replace(/<span[^>]*aria-hidden="true"[^>]*>(?:<span[^>]*><\/span>|[^<]*)<\/span>/g, '')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&#x27;', "'");
}

describe('spoken name of a row: who, subject, status, time, unread', () => {
  test.each<[name: string, row: ListRow, spoken: string]>([
    ['received', row, 'ente@pec.comune.example, Istanza 4471, Verificata, In carico a Anna, con allegati, non letto, 09:58, Studio'],
    [
      'sent, folded',
      {
        ...row,
        type: 'dispatch',
        unread: false,
        hasAttachments: false,
        handling: null,
        to: ['a@pec.example', 'b@pec.example', 'c@pec.example'],
        toCount: 7,
        dispatch: { state: 'someFailed', delivered: 2, failed: 1, total: 3 },
      },
      'a@pec.example +6, Istanza 4471, 2 consegnate, 1 mancata, 09:58, Studio',
    ],
    [
      'pending',
      { ...row, look: 'pending', verdict: null, handling: null, hasAttachments: false, unread: false },
      'ente@pec.comune.example, Istanza 4471, Verifica in corso, 09:58, Studio',
    ],
    [
      'unreadable, without subject',
      { ...row, kind: 'unreadable', subject: '', handling: null, unread: false, hasAttachments: false },
      'ente@pec.comune.example, (senza oggetto), Non leggibile: apri per salvare l’originale, 09:58, Studio',
    ],
    [
      'hidden characters are said',
      { ...row, subject: 'A\u202Eexe.pdf', handling: null, unread: false, hasAttachments: false },
      'ente@pec.comune.example, A[U+202E]exe.pdf, Verificata, 09:58, Studio',
    ],
    [
      'yesterday',
      { ...row, date: asInstant(Date.UTC(2026, 10, 19, 8)), handling: null, unread: false, hasAttachments: false },
      'ente@pec.comune.example, Istanza 4471, Verificata, ieri, Studio',
    ],
  ])('%s', (_name, given, spoken) => {
    const markup = renderToStaticMarkup(
      createElement(MessageRow, {
        row: given,
        id: 'r',
        index: 0,
        count: 9,
        box: { label: 'Studio', colour: 0 },
        now: NOW,
        density: 'normal',
        isCursor: false,
        isSelected: false,
        isOpen: false,
        onPress: () => undefined,
      }),
    );
    expect(spokenText(markup)).toBe(spoken);
  });
});
