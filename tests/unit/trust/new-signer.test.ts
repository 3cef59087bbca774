// Perché says that a provider signed with a certificate not seen before: a note in both languages, in the
// proof one copies as well, and never part of the verdict.
import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import { reportView } from '#main/core/message-view';
import { examine } from '#main/ingest/examine';
import { storeExamination } from '#main/ingest/store-examination';
import { saveAccount } from '#main/store/account';
import { saveMessage } from '#main/store/message';
import { signerCertificate, saveSignerCertificate } from '#main/store/signer-certificate';
import { NEW_SIGNER_MS } from '#shared/model/trust';
import { asBlobHash, asInstant } from '#shared/model/ids';
import type { ReportView } from '#shared/model/views';
import { wordsFor } from '#ui/ui/words.ts';
import { proofText } from '#ui/features/verification/proof-text.ts';
import {
  certificationPart,
  certificationText,
  DELIVERY,
  HEADERS,
  MATERIAL,
  NOW,
  ORIGINAL,
  originalPart,
  signedMail,
} from '#tests/support/signed-mail';
import { accountRecord, hashNumber, messageRecord } from '#tests/support/store-records';
import { tempProfile } from '#tests/support/temp-profile';

const box = accountRecord('anna');
const bytes = signedMail({ header: HEADERS.delivery, parts: [certificationPart(certificationText(DELIVERY)), originalPart(ORIGINAL)] });
const name = asBlobHash(hash('sha256', bytes, 'hex'));

/** The receipt judged `judgedAt`; `before`: another certificate of the provider is known. */
function judged(before: boolean, judgedAt = NOW, noticedAt = NOW): ReportView {
  const store = tempProfile();
  const examination = examine({ bytes, hash: name, judgedAt, expected: null }, MATERIAL);
  const certificate = examination.report.facts.signers[0]?.certificate;
  const provider = certificate?.emails[0]?.split('@')[1] ?? '';
  store.write((tx) => {
    saveAccount(tx, box);
    saveMessage(tx, messageRecord(box.id, 1, { hash: name, indication: null }));
    if (before) {
      const { subject = '', issuer = '', serial = '', notBefore = NOW, notAfter = NOW } = certificate ?? {};
      const times = { firstSeen: asInstant(0), lastSeen: asInstant(0), noticedAt: asInstant(0) };
      const known = { provider, subject, issuer, serial, notBefore, notAfter, ...times, messages: 3, replaces: false };
      saveSignerCertificate(tx, { ...known, fingerprint: hashNumber(77) });
    }
    storeExamination(tx, box.id, examination, noticedAt);
  });
  const signer = store.read((tx) => signerCertificate(tx, certificate?.fingerprint ?? name));
  expect(signer?.replaces).toBe(before);
  const view = reportView(store, box.id, name);
  if (view === null) throw new Error('no report');
  return view;
}

const proofIn = (view: ReportView, language: 'it' | 'en'): string => proofText(view, wordsFor(language, 'Europe/Rome'));

test('a certificate that takes the place of another: a note, in Italian and in English', () => {
  const view = judged(true);
  expect([proofIn(view, 'it'), proofIn(view, 'en')]).toEqual([
    expect.stringContaining('ha firmato con un certificato che Plico ha visto per la prima volta'),
    expect.stringContaining('signed with a certificate that Plico first saw'),
  ]);
});

test('the verdict and the stored report are the same with and without it', () => {
  const [known, first] = [judged(true), judged(false)];
  expect(known.current).toEqual(first.current);
  expect([known.look, known.newSigner === undefined, first.newSigner === undefined]).toEqual([first.look, false, true]);
});

test.each([
  ['the first certificate of a provider', judged(false)],
  ['one met long before this judgement', judged(true, NOW, asInstant(NOW - NEW_SIGNER_MS))],
])('%s: nothing is said', (_what, view) => {
  expect([view.newSigner, proofIn(view, 'it').includes('prima volta')]).toEqual([undefined, false]);
});
