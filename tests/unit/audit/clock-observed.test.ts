// clock.observed (EVIDENCE §12): our clock behind a signed time it has not reached, and ahead of one that was signed for what
// this program had not yet handed over. Late mail says nothing, nor does what nobody proved.
import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import { auditPage } from '#main/core/audit-view';
import { dispatchIdOf, openDispatchOfSent } from '#main/ingest/dispatches';
import { examine } from '#main/ingest/examine';
import { storeExamination } from '#main/ingest/store-examination';
import { saveAccount } from '#main/store/account';
import { saveMessage } from '#main/store/message';
import { saveSubmission } from '#main/store/submission';
import { textFor } from '#shared/text/catalogue';
import { asBlobHash, asInstant } from '#shared/model/ids';
import { MATERIAL, SIGNED_AT, signedMail } from '#tests/support/signed-mail';
import { accountRecord, messageRecord } from '#tests/support/store-records';
import { tempProfile } from '#tests/support/temp-profile';

const box = { ...accountRecord('anna'), address: 'anna@uno.example' };
const MSGID = '<m1@uno.example>';
const receipt = signedMail({});
const altered = Buffer.from(receipt.toString('latin1').replace('Testo', 'Tosto'), 'latin1');

type Case = {
  /** Our clock when the acceptance is judged, and when the sent copy was archived, in seconds after the signed time. */
  readonly judged: number;
  readonly archived: number;
  readonly bytes?: Buffer;
  /** The copy came from the server: another program sent it. */
  readonly elsewhere?: boolean;
  /** The receipt was judged before. */
  readonly again?: boolean;
};

function observed({ judged, archived, bytes = receipt, elsewhere = false, again = false }: Case): readonly string[] {
  const store = tempProfile();
  const [now, sentAt] = [asInstant(SIGNED_AT + judged * 1000), asInstant(SIGNED_AT + archived * 1000)];
  const name = asBlobHash(hash('sha256', bytes, 'hex'));
  const examination = examine({ bytes, hash: name, judgedAt: asInstant(SIGNED_AT + 86_400_000), expected: null }, MATERIAL);
  store.write((tx) => {
    saveAccount(tx, box);
    const from = { address: box.address, name: '' };
    const sent = messageRecord(box.id, 2, { direction: 'sent', kind: 'ordinary', from, messageId: MSGID, archivedAt: sentAt });
    saveMessage(tx, sent);
    saveMessage(tx, messageRecord(box.id, 1, { hash: name, indication: null, parserVersion: again ? 1 : 0 }));
    const dispatch = openDispatchOfSent(tx, sent, sentAt);
    expect(dispatch).toBe(dispatchIdOf(box.id, MSGID));
    const submission = { state: 'submitted', at: sentAt, reply: '250' } as const;
    const envelope = { from: box.address, to: ['bruno@due.example'] };
    if (!elsewhere) saveSubmission(tx, { dispatch, account: box.id, hash: sent.hash, envelope, submission, changedAt: sentAt });
    const touched = storeExamination(tx, box.id, examination, now);
    // Otherwise nothing could be told of any clock.
    expect([...touched]).toEqual([dispatch]);
  });
  const rows = auditPage(store, null, 20, 'archive').rows.filter(({ event }) => event === 'clock.observed');
  return rows.map(({ detail }) => detail);
}

test.each<[string, Case, readonly string[]]>([
  ['behind by more than two minutes: told', { judged: -121, archived: -200 }, ['seconds 121']],
  ['behind by two minutes: not told', { judged: -120, archived: -200 }, []],
  ['ahead by more than two minutes: told', { judged: 200, archived: 121 }, ['seconds -121']],
  ['ahead by two minutes: not told', { judged: 200, archived: 120 }, []],
  ['right, and the receipt came a month late: not told', { judged: 2_592_000, archived: -5 }, []],
  [
    'right, and another program sent it: the copy came later than its receipt, which says nothing',
    { judged: 9_000, archived: 8_000, elsewhere: true },
    [],
  ],
  ['ahead, and the receipt was judged before: not told again', { judged: 9_000, archived: 8_000, again: true }, []],
  ['ahead, and the receipt proves nothing: not told', { judged: 9_000, archived: 8_000, bytes: altered }, []],
  ['behind, and the receipt proves nothing: not told', { judged: -9_000, archived: -9_100, bytes: altered }, []],
])('our clock is %s', (_what, given, expected) => {
  expect(observed(given)).toEqual(expected);
});

test('in words that are true of both', () => {
  const named = (['it', 'en'] as const).map((language) => textFor(language).desk.registry.events['clock.observed']);
  expect(named).toEqual(['Orologio diverso da quello del gestore', 'Clock differs from the provider’s']);
});
