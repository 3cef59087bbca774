// daticert.xml: what is read, what is tolerated and named, what is refused.
import { describe, expect, test } from 'vitest';
import { readCertification } from '#main/pec/daticert';
import { certificationText } from '#tests/support/daticert-text';

const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');

test('the example of PEC-REFERENCE §2.4, all values', () => {
  const text = certificationText({
    tipo: 'avvenuta-consegna',
    mittente: ' anna.verdi@STUDIO.pec-uno.example ',
    oggetto: 'Diffida &amp; messa in mora – 12',
    destinatari: [
      ['ufficio@ente.pec-due.example', 'certificato'],
      ['esterno@mail.example.org', 'esterno'],
    ],
    giorno: '20/11/2026',
    ora: '09:30:09',
    identificativo: 'abc1.20261120093004.00101.1.1@pec-uno.example',
    msgid: '&lt;5f0b7c1e-a1@studio.pec-uno.example&gt;',
    ricevuta: 'completa',
    consegna: 'ufficio@ente.pec-due.example',
  });
  expect(readCertification(utf8(text))).toEqual({
    ok: true,
    data: {
      tipo: 'avvenuta-consegna',
      errore: 'nessuno',
      sender: 'anna.verdi@studio.pec-uno.example',
      recipients: [
        { address: 'ufficio@ente.pec-due.example', certified: true },
        { address: 'esterno@mail.example.org', certified: false },
      ],
      replyTo: '',
      subject: 'Diffida & messa in mora – 12',
      issuer: 'Gestore Uno',
      time: Date.UTC(2026, 10, 20, 8, 30, 9),
      zone: '+0100',
      identificativo: 'abc1.20261120093004.00101.1.1@pec-uno.example',
      msgid: '<5f0b7c1e-a1@studio.pec-uno.example>',
      declaredExtent: 'completa',
      recipient: 'ufficio@ente.pec-due.example',
      takenInCharge: [],
      extendedError: null,
      oddities: [],
    },
  });
});

describe('tolerated and named', () => {
  const base = certificationText();
  test.each<[given: string, text: string, oddities: readonly string[]]>([
    ['well-formed', base, []],
    ['other indentation', base.replaceAll('\n', '\n\t\t'), []],
    ['no errore', base.replace(' errore="nessuno"', ''), []],
    ['no @tipo on destinatari', base.replace('<destinatari tipo="certificato">', '<destinatari>'), []],
    ['no oggetto', base.replace('<oggetto>Prova</oggetto>\n', ''), []],
    ['stray text between elements', base.replace('<intestazione>', '<intestazione>x'), ['daticert.strayText intestazione']],
    ['unknown extra element', base.replace('<identificativo>', '<nuovo>1</nuovo><identificativo>'), ['daticert.grammar dati']],
    [
      'other order',
      base.replace('<risposte></risposte>\n<oggetto>Prova</oggetto>', '<oggetto>Prova</oggetto>\n<risposte></risposte>'),
      ['daticert.grammar intestazione'],
    ],
    ['unknown tipo', base.replace('tipo="accettazione"', 'tipo="nuovo"'), ['daticert.unknownType nuovo']],
    ['unknown errore', base.replace('errore="nessuno"', 'errore="boh"'), ['daticert.unknownError boh']],
    ['no recipients', base.replace(/<destinatari.*\n/, ''), ['daticert.grammar intestazione']],
    ['XML-07 comment inside msgid', base.replace('m1@', 'm<!-- -->1@'), ['daticert.oddText msgid comment']],
    ['XML-07 CDATA inside msgid', base.replace('m1@', '<![CDATA[m1]]>@'), ['daticert.oddText msgid cdata']],
    ['address that is none', base.replace('bruno@due.example', 'bruno'), ['daticert.badAddress destinatari']],
  ])('%s', (_given, text, oddities) => {
    const reading = readCertification(utf8(text));
    expect(reading.ok ? reading.data.oddities.map((oddity) => `${oddity.id} ${oddity.detail ?? ''}`) : reading.defect).toEqual(oddities);
    expect(reading.ok && reading.data.msgid).toBe('<m1@uno.example>');
  });

  test('a byte order mark, ISO-8859-1 as declared', () => {
    const latin = Buffer.from(certificationText({ oggetto: 'Perch\u00e9' }).replace('UTF-8', 'ISO-8859-1'), 'latin1');
    const marked = Buffer.concat([Uint8Array.of(0xef, 0xbb, 0xbf), utf8(certificationText({ oggetto: 'Perché' }))]);
    const subjects = [latin, marked]
      .map((bytes) => readCertification(bytes))
      .map((reading) => (reading.ok ? reading.data.subject : reading.defect.id));
    expect(subjects).toEqual(['Perché', 'Perché']);
  });
});

describe('refused', () => {
  const base = certificationText();
  test.each<[given: string, text: string, defect: string]>([
    ['two msgid', base.replace('<msgid>', '<msgid>a</msgid><msgid>'), 'daticert.repeatedElement'],
    [
      'two identificativo',
      base.replace('<identificativo>', '<identificativo>a</identificativo><identificativo>'),
      'daticert.repeatedElement',
    ],
    ['two dati', base.replace('</postacert>', '<dati></dati></postacert>'), 'daticert.repeatedElement'],
    ['no identificativo', base.replace(/<identificativo>.*\n/, ''), 'daticert.missingElement'],
    ['no mittente', base.replace(/<mittente>.*\n/, ''), 'daticert.missingElement'],
    ['no dati', base.replace(/<dati>.*<\/dati>/s, ''), 'daticert.missingElement'],
    ['no tipo', base.replace('tipo="accettazione" ', ''), 'daticert.noType'],
    ['element inside an id', base.replace('id1@', '<b/>id1@'), 'daticert.elementInText'],
    ['day that is none', base.replace('20/11/2026', '31/02/2026'), 'daticert.time'],
    ['no zone', base.replace(' zona="+0100"', ''), 'daticert.time'],
    ['hour 24', base.replace('09:30:04', '24:00:00'), 'daticert.time'],
  ])('%s', (_given, text, defect) => {
    const reading = readCertification(utf8(text));
    expect(reading.ok ? 'read' : reading.defect.id).toBe(defect);
  });
});
