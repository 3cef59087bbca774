// The corpus against its index: what `plico verify` prints for every row. Shipped anchors for pec/,
// derived/ and rem/, the folder's own CA for synthetic/.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedFolder } from '#tests/support/shared-folder';
import type { TrustMaterial } from '#main/ports';
import { loadBundledTrust } from '#main/trust/anchors';
import { anchorsFromFiles } from '#main/trust/material-from-files';
import type { JudgedDocument } from '#main/verification/describe';
import { judgeFile } from '#main/verification/judge-file';
import { asInstant } from '#shared/model/ids';

type Row = {
  readonly file: string;
  readonly type: string;
  readonly signature: string;
  readonly chain: string;
  readonly issuer_and_san: string;
  readonly daticert_tipo: string;
  readonly sha256: string;
  readonly recipient: string;
};

const NOW = asInstant(Date.UTC(2026, 10, 22, 12));
const corpus = path.join(sharedFolder ?? '', 'pec', 'corpus');
const rows = sharedFolder === null ? [] : asRows(readFileSync(path.join(corpus, 'index.json'), 'utf8'));

/** PEC-REFERENCE §1.3: wire token to our word. */
const KINDS: Readonly<Record<string, string>> = {
  'posta-certificata': 'transportEnvelope',
  'busta di trasporto': 'transportEnvelope',
  'busta di anomalia': 'anomalyEnvelope',
  'original or not PEC': 'ordinary',
  accettazione: 'acceptance',
  'non-accettazione': 'nonAcceptance',
  'avvenuta-consegna': 'delivery',
  'errore-consegna': 'deliveryError',
  'preavviso-errore-consegna': 'deliveryTimeoutWarning',
};

function expected({ type, signature, daticert_tipo: tipo }: Row): Record<string, string> {
  const valid = signature === 'valid';
  const word = type.startsWith('REM') ? 'rem' : (KINDS[valid && tipo !== '' ? tipo : type.replace(/ [([].*$/, '')] ?? type);
  const integrity = valid ? 'valid' : signature === 'INVALID: digest mismatch' ? 'invalid' : 'absent';
  // REM has no anchors yet and no judgement of its evidence; an unsigned claim is refused, an unsigned nothing is nothing.
  const indication =
    word === 'rem' ? 'indeterminate' : valid ? 'passed' : signature === 'none' && word === 'ordinary' ? 'notApplicable' : 'failed';
  return { integrity, word, indication };
}

function found({ signature, claim, conclusion }: JudgedDocument): Record<string, string> {
  return { integrity: signature.integrity, word: claim.receipt ?? claim.kind, indication: conclusion.indication };
}

describe.skipIf(sharedFolder === null)('corpus (needs ../shared)', () => {
  let bundled: TrustMaterial;
  let synthetic: TrustMaterial;
  beforeAll(async () => {
    bundled = (await loadBundledTrust(path.resolve(import.meta.dirname, '../../assets/trust'))).material;
    synthetic = await anchorsFromFiles(path.join(corpus, 'synthetic'), '2026-11-22');
  });

  function judge(file: string): JudgedDocument {
    const material = file.startsWith('synthetic/') ? synthetic : bundled;
    const [document] = judgeFile(readFileSync(path.join(corpus, file)), {
      name: file,
      material,
      policy: 'pec/1',
      judgedAt: NOW,
      at: null,
      deep: false,
      content: null,
    });
    if (document === undefined) throw new Error('nothing judged');
    return document;
  }

  test.each(rows.map((row) => [row.file, row] as const))('%s', (file, row) => {
    const document = judge(file);
    expect({ ...found(document), sha256: document.sha256 }).toEqual({ ...expected(row), sha256: row.sha256 });
  });

  test('the index is there', () => {
    expect(rows.length).toBe(39);
  });

  test('SIG-02 SIG-03 real receipts of 2014 and 2018 pass at their own time, the weak digest is told', () => {
    const told = [
      'pec/01-accettazione-aruba-2014.eml',
      'pec/02-avvenuta-consegna-completa-aruba-2014.eml',
      'pec/04-busta-trasporto-sogei-2018.eml',
    ].map((file) => {
      const { signature, conclusion } = judge(file);
      return [signature.anchor, signature.timeValidity, signature.algorithm, conclusion.indication, conclusion.notes.join(' ')];
    });
    expect(told).toEqual([
      ['DigitPA CA1', 'ok', 'weak', 'passed', 'signature.algorithm certificate.revocation'],
      ['DigitPA CA1', 'ok', 'weak', 'passed', 'signature.algorithm certificate.revocation'],
      ['AgID CA1', 'ok', 'weak', 'passed', 'signature.algorithm certificate.revocation'],
    ]);
  });

  test('SIG-27 outer headers that say consegna do not make an acceptance a delivery', () => {
    const { claim, conclusion } = judge('derived/D1-accettazione-outer-headers-say-consegna.eml');
    expect([claim.receipt, conclusion.notes.includes('headers.outer')]).toEqual(['acceptance', true]);
  });

  test('SIG-37 REM evidence is not judged yet, and never passed', () => {
    const { form, conclusion } = judge('derived/D3-rem-failure-outer-headers-say-consigned.eml');
    expect([form, conclusion.indication, conclusion.sub]).toEqual(['rem', 'indeterminate', 'SIGNATURE_POLICY_NOT_AVAILABLE']);
  });

  test('the real chain of an altered message of 2026 is told although its digest is wrong', () => {
    const { signature } = judge('pec/08-accettazione-aruba-2026-anonymised.eml');
    expect([signature.integrity, signature.chain, signature.anchor, signature.identity]).toEqual([
      'invalid',
      'trusted',
      'AgID CA1',
      'match',
    ]);
  });
});

function asRows(text: string): readonly Row[] {
  return JSON.parse(text) as readonly Row[];
}
