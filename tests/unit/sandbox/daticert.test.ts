import { expect, test } from 'vitest';
import { daticertXml } from '#main/sandbox/daticert';
import { certificateFor } from '#main/sandbox/transmission';

const message = {
  sender: 'anna.verdi@studio.pec-uno.example',
  recipients: [
    { address: 'ufficio@ente.pec-due.example', certified: true },
    { address: 'esterno@mail.example.org', certified: false },
  ],
  replyTo: 'anna.verdi@studio.pec-uno.example',
  subject: 'Diffida <b> & "messa" in mora \u0007– 12/2026',
  identificativo: 'abc1.20261120093004.00101.1.1@pec-uno.example',
  msgid: '<5f0b7c1e-a1@studio.pec-uno.example>',
};

test('order, escaping, zone of Italy (PEC-REFERENCE §2.4)', () => {
  const at = Date.parse('2026-11-20T08:30:09Z');
  expect(
    daticertXml(
      certificateFor('avvenuta-consegna', message, 'Gestore Due S.p.A.', at, {
        extent: 'completa',
        recipient: 'ufficio@ente.pec-due.example',
      }),
    ),
  ).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<postacert tipo="avvenuta-consegna" errore="nessuno">
  <intestazione>
    <mittente>anna.verdi@studio.pec-uno.example</mittente>
    <destinatari tipo="certificato">ufficio@ente.pec-due.example</destinatari>
    <destinatari tipo="esterno">esterno@mail.example.org</destinatari>
    <risposte>anna.verdi@studio.pec-uno.example</risposte>
    <oggetto>Diffida &lt;b&gt; &amp; "messa" in mora – 12/2026</oggetto>
  </intestazione>
  <dati>
    <gestore-emittente>Gestore Due S.p.A.</gestore-emittente>
    <data zona="+0100">
      <giorno>20/11/2026</giorno>
      <ora>09:30:09</ora>
    </data>
    <identificativo>abc1.20261120093004.00101.1.1@pec-uno.example</identificativo>
    <msgid>&lt;5f0b7c1e-a1@studio.pec-uno.example&gt;</msgid>
    <ricevuta tipo="completa"/>
    <consegna>ufficio@ente.pec-due.example</consegna>
  </dati>
</postacert>
`);
});

test('no subject and no msgid: the elements are left out', () => {
  const xml = daticertXml(
    certificateFor(
      'non-accettazione',
      { ...message, subject: null, msgid: null },
      'Gestore Uno S.p.A.',
      Date.parse('2026-07-20T08:30:09Z'),
      { error: 'altro', extendedError: 'errore' },
    ),
  );
  expect([
    /<oggetto>|<msgid>|<ricevuta|<consegna>/.test(xml),
    /zona="\+0200"/.test(xml),
    /<errore-esteso>errore<\/errore-esteso>\n {2}<\/dati>/.test(xml),
  ]).toEqual([false, true, true]);
});
