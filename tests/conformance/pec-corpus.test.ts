// The corpus of real and synthetic PEC messages: what is read from each, written down from its INDEX.md.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseMessage } from '#main/mime/parse';
import { readClaim } from '#main/pec/claim';
import { compareBrief, compareComplete, type ParsedMessage } from '#main/pec/compare';
import { innerDifferences } from '#main/pec/inner-differences';
import { outerDifferences } from '#main/pec/outer-differences';
import { sharedFolder } from '#tests/support/shared-folder';

function load(file: string): ParsedMessage {
  const bytes = readFileSync(path.join(sharedFolder ?? '', 'pec', 'corpus', file));
  return { bytes, mime: parseMessage(bytes) };
}

/** kind, tipo, msgid -> identificativo, V7 fields, V8 fields, oddities */
function reading(file: string): readonly unknown[] {
  const { bytes, mime } = load(file);
  const { claim, certification } = readClaim(bytes, mime);
  if (certification.state !== 'read') return [claim.kind, certification.state];
  const { data } = certification;
  const original = 'original' in claim ? claim.original : null;
  const kind = claim.kind === 'receipt' && claim.receipt.type === 'delivery' ? `delivery ${claim.receipt.extent}` : claim.kind;
  return [
    kind,
    data.tipo,
    data.msgid,
    data.identificativo,
    data.recipient,
    outerDifferences(bytes, mime, data).map((difference) => difference.field),
    original === null ? [] : innerDifferences(bytes, mime, original, data).map((difference) => difference.field),
    data.oddities.map((oddity) => oddity.id),
  ];
}

const OPENERP = '<1415985992.182905912399292.346704098667155-openerp-private@elbati-Vostro-3550>';
const ID_2014 = 'opec275.20141114182632.23219.07.1.48@pec.aruba.it';
const SDI = '<5168561142842364.1542124052746@pec.fatturapa.it>';
const ID_2018 = 'opec288.20181113164732.05177.8374.1.1@pcert.sogei.it';
const A1 = '<5f0b7c1e-a1@studio.pec-uno.example>';
const ID_A1 = 'jtst1.20261120093004.00101.1.1@pec-uno.example';
const FAKE = '<SN05IE$951DEC16C1CFD3E4FD8FF1B1D24A99AE@fakepec.it>';
const ID_FAKE = 'opec210312.20241115182038.288127.606.1.53@fakepec.it';

describe.skipIf(sharedFolder === null)('PEC corpus (needs the shared folder)', () => {
  test.each<[file: string, then: readonly unknown[]]>([
    ['pec/01-accettazione-aruba-2014.eml', ['receipt', 'accettazione', OPENERP, ID_2014, null, [], [], []]],
    [
      'pec/02-avvenuta-consegna-completa-aruba-2014.eml',
      ['delivery complete', 'avvenuta-consegna', OPENERP, ID_2014, 'thinkstudio@pec.it', [], [], []],
    ],
    ['pec/04-busta-trasporto-sogei-2018.eml', ['transportEnvelope', 'posta-certificata', SDI, ID_2018, null, [], [], []]],
    ['pec/07-busta-trasporto-sogei-2019-no-daticert.eml', ['malformed', 'absent']],
    [
      'pec/08-accettazione-aruba-2026-anonymised.eml',
      ['receipt', 'accettazione', '<m_jQaMqbpy0CRWKphL@pec.it>', 'jpec13216.20260919154119.05561.4000.1.1@pec.aruba.it', null, [], [], []],
    ],
    ['pec/10-accettazione-fakepec-2024-truncated.eml', ['receipt', 'accettazione', FAKE, ID_FAKE, null, [], [], []]],
    [
      'pec/11-errore-consegna-fakepec-2024-truncated.eml',
      ['receipt', 'errore-consegna', FAKE, ID_FAKE, 'rec@fakepec.it', ['X-Riferimento-Message-ID'], [], ['daticert.strayText']],
    ],
    ['pec/12-fake-signature-no-pec-headers.eml', ['ordinary', 'absent']],
    ['pec/13-original-inner-aruba-2024.eml', ['ordinary', 'absent']],
    ['pec/14-busta-anomalia-unsigned-synthetic.eml', ['anomalyEnvelope', 'absent']],
    [
      'derived/D1-accettazione-outer-headers-say-consegna.eml',
      ['receipt', 'accettazione', OPENERP, ID_2014, null, ['X-Ricevuta', 'Subject'], [], []],
    ],
    ['synthetic/A1-accettazione.eml', ['receipt', 'accettazione', A1, ID_A1, null, [], [], []]],
    ['synthetic/A2-busta-trasporto.eml', ['transportEnvelope', 'posta-certificata', A1, ID_A1, null, [], [], []]],
    [
      'synthetic/A3-avvenuta-consegna-breve.eml',
      ['delivery brief', 'avvenuta-consegna', A1, ID_A1, 'ufficio@ente.pec-due.example', [], [], []],
    ],
    [
      'synthetic/A4-avvenuta-consegna-sintetica-cc.eml',
      ['delivery concise', 'avvenuta-consegna', A1, ID_A1, 'copia@ente.pec-due.example', [], [], []],
    ],
    ['synthetic/A5-preavviso-12h.eml', ['receipt', 'preavviso-errore-consegna', A1, ID_A1, 'bianchi@impresa.pec-due.example', [], [], []]],
    ['synthetic/A7-busta-anomalia.eml', ['anomalyEnvelope', 'absent']],
    [
      'synthetic/A8-non-accettazione-formale.eml',
      [
        'receipt',
        'non-accettazione',
        '<5f0b7c1e-a2@studio.pec-uno.example>',
        'jtst1.20261120094500.00102.1.1@pec-uno.example',
        null,
        [],
        [],
        [],
      ],
    ],
    ['rem/02-submission-acceptance-RA01.eml', ['rem', 'absent']],
  ])('%s', (file, then) => {
    expect(reading(file)).toEqual(then);
  });

  test('V10: the hashes of A3 are those of the attachments of A0, over the encoded body', () => {
    const comparison = compareBrief(
      load('synthetic/A3-avvenuta-consegna-breve.eml'),
      [1, 2],
      load('synthetic/A0-original-as-submitted.eml'),
      (bytes) => createHash('sha1').update(bytes).digest('hex'),
    );
    expect([comparison?.outcome, comparison?.parts.map((part) => `${part.fileName} ${part.matched ?? ''}`), comparison?.missing]).toEqual([
      'match',
      ['diffida.pdf encoded', 'dati pratica.xml encoded', 'precedente.eml encoded'],
      [],
    ]);
  });

  test('V9: the original inside the envelope A2 is A0 with allowed changes only', () => {
    const comparison = compareComplete(
      load('synthetic/A2-busta-trasporto.eml'),
      [1, 3],
      load('synthetic/A0-original-as-submitted.eml'),
      (bytes) => createHash('sha256').update(bytes).digest('hex'),
    );
    expect([comparison?.outcome, comparison?.differences]).toEqual(['same', []]);
  });
});
