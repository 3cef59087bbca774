// Every state of ARCHITECTURE §6 in words, with what happens next and what can still be done.
import { expect, test } from 'vitest';
import type { OutboxEntry, OutboxState } from '#shared/model/compose';
import { asAccountId, asDispatchId, asInstant } from '#shared/model/ids';
import { outboxActions, outboxWords } from '#ui/features/compose/outbox-words.ts';
import { wordsFor } from '#ui/ui/words.ts';

const NOW = asInstant(Date.UTC(2026, 10, 22, 9, 0));
const words = wordsFor('it', 'Europe/Rome');
const entry = (submission: OutboxState, more: Partial<OutboxEntry> = {}): OutboxEntry => ({
  dispatch: asDispatchId('d'),
  account: asAccountId('a'),
  subject: 'x',
  to: ['a@b.example'],
  sizeBytes: 1,
  queuedAt: NOW,
  undoable: false,
  scheduledFor: null,
  submission,
  ...more,
});
const later = (seconds: number): typeof NOW => asInstant(NOW + seconds * 1_000);
const queued = (more: Partial<Extract<OutboxState, { state: 'queued' }>>): OutboxState => ({
  state: 'queued',
  nextAt: NOW,
  attempts: 0,
  reason: null,
  ...more,
});

test.each<[name: string, entry: OutboxEntry, state: RegExp, next: RegExp | null, actions: readonly string[]]>([
  ['counting down', entry(queued({ nextAt: later(8.2) }), { undoable: true }), /^In uscita$/, /Parte tra 9 s/, ['undo']],
  [
    'scheduled',
    entry(queued({ nextAt: later(90_000) }), { undoable: true, scheduledFor: later(90_000) }),
    /^Partirà 23 nov 2026, 11:00$/,
    null,
    ['undo'],
  ],
  [
    'postponed by the provider',
    entry(queued({ nextAt: later(60), attempts: 2, reason: { code: 'smtp.refused', values: { serverSays: '451 later' } } })),
    /^Non è ancora partita: /,
    /^Il gestore ha risposto: 451 later\. 2 tentativi fatti; riprova 10:01\.$/,
    ['retry', 'giveUp'],
  ],
  [
    'held for a password',
    entry(queued({ nextAt: null, attempts: 1, reason: { code: 'smtp.auth', values: {} } }), { undoable: true }),
    /^Non è ancora partita: /,
    /^Aspetta te/,
    ['undo', 'retry'],
  ],
  ['being sent', entry({ state: 'submitting', startedAt: NOW }), /^Invio in corso$/, null, []],
  ['taken', entry({ state: 'submitted', at: NOW, reply: '250 ok' }), /^Presa dal gestore$/, /250 ok/, []],
  ['refused', entry({ state: 'refused', at: NOW, reply: '550 no' }), /non è partita/, /550 no.*messaggio nuovo/, []],
  [
    'uncertain, SND-07: never sent again by itself, and nothing here that would',
    entry({ state: 'unknown', at: NOW }),
    /Non sappiamo se il gestore l’ha presa\. Aspettiamo la ricevuta; non verrà rispedita da sola\./,
    /webmail/,
    [],
  ],
])('%s', (_name, given, state, next, actions) => {
  const found = outboxWords(given, NOW, words);
  expect(found.state).toMatch(state);
  if (next === null) expect(found.next).toBeNull();
  else expect(found.next).toMatch(next);
  expect(outboxActions(given)).toEqual(actions);
});
