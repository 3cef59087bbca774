// daticert.xml and PEC messages written out in tests, unsigned: the signature part holds one byte.
import { lines } from '#tests/support/mime-text';

export type CertificationText = {
  readonly tipo?: string;
  readonly errore?: string;
  readonly mittente?: string;
  readonly destinatari?: readonly (readonly [address: string, tipo: string])[];
  readonly oggetto?: string;
  readonly giorno?: string;
  readonly ora?: string;
  readonly identificativo?: string;
  readonly msgid?: string | null;
  readonly ricevuta?: string;
  readonly consegna?: string;
  readonly esteso?: string;
};

export function certificationText(values: CertificationText = {}): string {
  const { tipo = 'accettazione', errore = 'nessuno', mittente = 'anna@uno.example', oggetto = 'Prova' } = values;
  const { destinatari = [['bruno@due.example', 'certificato']], giorno = '20/11/2026', ora = '09:30:04' } = values;
  const { identificativo = 'id1@uno.example', msgid = '&lt;m1@uno.example&gt;' } = values;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<postacert tipo="${tipo}" errore="${errore}">`,
    '<intestazione>',
    `<mittente>${mittente}</mittente>`,
    ...destinatari.map(([address, kind]) => `<destinatari tipo="${kind}">${address}</destinatari>`),
    '<risposte></risposte>',
    `<oggetto>${oggetto}</oggetto>`,
    '</intestazione>',
    '<dati>',
    '<gestore-emittente>Gestore Uno</gestore-emittente>',
    `<data zona="+0100"><giorno>${giorno}</giorno><ora>${ora}</ora></data>`,
    `<identificativo>${identificativo}</identificativo>`,
    ...(msgid === null ? [] : [`<msgid>${msgid}</msgid>`]),
    ...(values.ricevuta === undefined ? [] : [`<ricevuta tipo="${values.ricevuta}"/>`]),
    ...(values.consegna === undefined ? [] : [`<consegna>${values.consegna}</consegna>`]),
    ...(values.esteso === undefined ? [] : [`<errore-esteso>${values.esteso}</errore-esteso>`]),
    '</dati>',
    '</postacert>',
    '',
  ].join('\n');
}

/** One part of the signed multipart/mixed: header lines, blank line, body. */
export type Part = readonly string[];

export function certificationPart(text: string, name = 'name="daticert.xml"'): Part {
  const encoded = Buffer.from(text, 'utf8').toString('base64').replace(/.{76}/g, '$&\r\n');
  return [`Content-Type: application/xml; ${name}`, 'Content-Transfer-Encoding: base64', '', encoded];
}

export function originalPart(message: readonly string[], name = 'name="postacert.eml"'): Part {
  return [`Content-Type: message/rfc822; ${name}`, '', ...message];
}

/** multipart/signed around multipart/mixed around the given parts. */
export function pecMessage(header: readonly string[], parts: readonly Part[]): Uint8Array {
  return lines(
    ...header,
    'MIME-Version: 1.0',
    'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary=outer',
    '',
    '--outer',
    'Content-Type: multipart/mixed; boundary=inner',
    '',
    '--inner',
    'Content-Type: text/plain; charset=iso-8859-1',
    '',
    'Testo',
    ...parts.flatMap((part) => ['--inner', ...part]),
    '--inner--',
    '--outer',
    'Content-Type: application/pkcs7-signature; name="smime.p7s"',
    'Content-Transfer-Encoding: base64',
    '',
    'AA==',
    '--outer--',
    '',
  );
}
