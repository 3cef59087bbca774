// Every message a provider writes (PEC-REFERENCE §1.3): receipts, transport envelopes, anomaly
// envelopes, as bytes with CRLF, signed. Nothing here decides whether one is due: that is the access,
// incoming and delivery points.
import { randomBytes } from 'node:crypto';
import { daticertXml } from './daticert.ts';
import type { Certificate, CertificateKind, Extent } from './daticert.ts';
import { quotedPrintable } from './encoding.ts';
import { italianTime } from './italian-time.ts';
import { gatewayAddress } from './provider-profile.ts';
import type { Issuer } from './provider-profile.ts';
import { base64Lines, signMessage } from './smime.ts';
import { fieldValue } from './submitted.ts';
import type { Submitted } from './submitted.ts';
import { anomalyText, readableText } from './wording.ts';
import type { TimeoutStage } from './wording.ts';

/** A message with the time it belongs to; bytes as its signer made them. */
export type Issued = { readonly bytes: Uint8Array; readonly at: number; readonly from: string; readonly messageId: string };

export type ReceiptOptions = {
  readonly certificate: Certificate;
  /** The address it is written for. */
  readonly to: string;
  /** Subject as the sender's client wrote it, encoded; null when there is none. */
  readonly rawSubject: string | null;
  /** Content of postacert.eml, for complete and brief delivery receipts. */
  readonly original: Uint8Array | null;
  readonly stage: TimeoutStage | null;
};

export function issueReceipt(issuer: Issuer, options: ReceiptOptions): Issued {
  const { certificate } = options;
  const messageId = issuer.newId(certificate.at);
  const from = gatewayAddress(issuer.profile);
  const headers = [
    `Date: ${italianTime(certificate.at).header}`,
    `From: ${from}`,
    `To: ${options.to}`,
    `Subject: ${subjectPrefix(certificate)}${options.rawSubject ?? ''}`,
    `Message-ID: <${messageId}>`,
    `X-Ricevuta: ${certificate.kind}`,
    ...(certificate.error === 'virus' && certificate.kind !== 'rilevazione-virus' ? ['X-VerificaSicurezza: errore'] : []),
    ...(certificate.kind === 'rilevazione-virus' ? [`X-Mittente: ${certificate.message.sender}`] : []),
    ...(certificate.message.msgid === null ? [] : [`X-Riferimento-Message-ID: ${certificate.message.msgid}`]),
  ];
  const parts = [textPart(issuer, readableText(certificate, options.stage)), ...attached(issuer, certificate, options.original)];
  return { bytes: signed(issuer, headers, mixed(parts), certificate.at), at: certificate.at, from, messageId };
}

/** The original stamped by the access point, wrapped and signed (PEC-REFERENCE §1.6). */
export function issueEnvelope(issuer: Issuer, certificate: Certificate, original: Submitted, received: string): Issued {
  const { message } = certificate;
  const from = gatewayAddress(issuer.profile);
  const headers = [
    received,
    `Date: ${italianTime(certificate.at).header}`,
    `From: "Per conto di: ${message.sender}" <${from}>`,
    `Reply-To: ${message.replyTo}`,
    ...keptFields(original, ['to', 'cc']),
    `Subject: ${subjectPrefix(certificate)}${fieldValue(original, 'subject') ?? ''}`,
    `Message-ID: <${message.identificativo}>`,
    'X-Trasporto: posta-certificata',
    ...(certificate.extent === null ? [] : [`X-TipoRicevuta: ${certificate.extent}`]),
    ...(message.msgid === null ? [] : [`X-Riferimento-Message-ID: ${message.msgid}`]),
  ];
  const parts = [textPart(issuer, readableText(certificate, null)), ...attached(issuer, certificate, original.bytes)];
  return { bytes: signed(issuer, headers, mixed(parts), certificate.at), at: certificate.at, from, messageId: message.identificativo };
}

export type AnomalyOptions = {
  readonly received: Submitted;
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly reason: string;
  readonly at: number;
  /** Fields a forger outside added: kept by a careless provider. */ readonly extraHeaders?: readonly string[];
};

/** Ordinary or faulty mail let in: certifies nothing, has no daticert.xml (PEC-REFERENCE §1.10). */
export function issueAnomalyEnvelope(issuer: Issuer, options: AnomalyOptions): Issued {
  const { received } = options;
  const messageId = fieldValue(received, 'message-id') ?? `<${issuer.newId(options.at)}>`;
  const from = gatewayAddress(issuer.profile);
  const headers = [
    ...keptFields(received, ['received']),
    `Date: ${italianTime(options.at).header}`,
    `From: "Per conto di: ${options.sender}" <${from}>`,
    `Reply-To: ${fieldValue(received, 'reply-to') ?? options.sender}`,
    ...keptFields(received, ['to', 'cc']),
    `Subject: ANOMALIA MESSAGGIO: ${fieldValue(received, 'subject') ?? ''}`,
    `Message-ID: ${messageId}`,
    'X-Trasporto: errore',
    ...(options.extraHeaders ?? []),
  ];
  const parts = [
    textPart(issuer, anomalyText(options.at, options.subject, options.sender, options.recipients, options.reason), false),
    originalPart(received.bytes),
  ];
  return { bytes: signed(issuer, headers, mixed(parts), options.at), at: options.at, from, messageId: messageId.replaceAll(/^<|>$/g, '') };
}

/** The original as every later message holds it: Received on top, the provider's id, the client's kept aside. */
export function stampedOriginal(original: Submitted, identificativo: string, msgid: string | null, received: string): Buffer {
  const fields = original.fields.map((field) => (field.name === 'message-id' ? `Message-ID: <${identificativo}>` : field.raw));
  const head = [
    received,
    ...fields,
    ...(msgid === null ? [`Message-ID: <${identificativo}>`] : [`X-Riferimento-Message-ID: ${msgid}`]),
    '',
    '',
  ].join('\r\n');
  return Buffer.concat([Buffer.from(head, 'latin1'), original.bytes.subarray(original.bodyStart)]);
}

/** The rules fix the prefixes, virus notices have their own (PEC-REFERENCE §1.3). */
export function subjectPrefix(certificate: Pick<Certificate, 'kind' | 'error'>): string {
  const virus = certificate.error === 'virus' ? ' PER VIRUS' : '';
  const prefixes: Readonly<Record<CertificateKind, string>> = {
    'posta-certificata': 'POSTA CERTIFICATA: ',
    accettazione: 'ACCETTAZIONE: ',
    'non-accettazione': `AVVISO DI NON ACCETTAZIONE${virus}: `,
    'presa-in-carico': 'PRESA IN CARICO: ',
    'avvenuta-consegna': 'CONSEGNA: ',
    'errore-consegna': `AVVISO DI MANCATA CONSEGNA${virus}: `,
    'preavviso-errore-consegna': 'AVVISO DI MANCATA CONSEGNA PER SUP. TEMPO MASSIMO: ',
    'rilevazione-virus': 'PROBLEMA DI SICUREZZA: ',
  };
  return prefixes[certificate.kind];
}

export function asExtent(value: string | null): Extent {
  const wanted = (value ?? '').trim().toLowerCase();
  return wanted === 'breve' || wanted === 'sintetica' ? wanted : 'completa';
}

function keptFields(message: Submitted, names: readonly string[]): readonly string[] {
  return message.fields.filter((field) => names.includes(field.name)).map((field) => field.raw);
}

function attached(issuer: Issuer, certificate: Certificate, original: Uint8Array | null): readonly Buffer[] {
  const data = daticertPart(daticertXml(certificate));
  if (original === null) return [data];
  return issuer.profile.style.originalFirst ? [originalPart(original), data] : [data, originalPart(original)];
}

export function daticertPart(xml: string): Buffer {
  return Buffer.from(
    [
      'Content-Type: application/xml; name="daticert.xml"',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: inline; filename="daticert.xml"',
      '',
      base64Lines(Buffer.from(xml, 'utf8')).trimEnd(),
    ].join('\r\n'),
    'latin1',
  );
}

export function originalPart(bytes: Uint8Array): Buffer {
  const encoding = bytes.some((byte) => byte > 127) ? '8bit' : '7bit';
  const head = [
    'Content-Type: message/rfc822; name="postacert.eml"',
    `Content-Transfer-Encoding: ${encoding}`,
    'Content-Disposition: inline; filename="postacert.eml"',
    '',
    '',
  ].join('\r\n');
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes]);
}

function textPart(issuer: Issuer, text: string, html = issuer.profile.style.html): Buffer {
  const plain = plainPart('text/plain', text);
  if (!html) return plain;
  const markup = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r\n', '<br>\r\n');
  return multipart('alternative', [plain, plainPart('text/html', `<html><body>\r\n${markup}\r\n</body></html>`)]);
}

function plainPart(type: string, text: string): Buffer {
  return Buffer.from(
    [
      `Content-Type: ${type}; charset="iso-8859-1"`,
      'Content-Transfer-Encoding: quoted-printable',
      'Content-Disposition: inline',
      '',
      quotedPrintable(text, 'latin1'),
    ].join('\r\n'),
    'latin1',
  );
}

export function mixed(parts: readonly Uint8Array[]): Buffer {
  return multipart('mixed', parts);
}

/** An entity without final line break: that one belongs to the delimiter that follows. */
export function multipart(subtype: string, parts: readonly Uint8Array[], parameters = ''): Buffer {
  const boundary = `=_${subtype}_${randomBytes(10).toString('hex')}`;
  const pieces: Uint8Array[] = [Buffer.from(`Content-Type: multipart/${subtype};${parameters} boundary="${boundary}"\r\n\r\n`, 'latin1')];
  for (const part of parts) pieces.push(Buffer.from(`--${boundary}\r\n`, 'latin1'), part, Buffer.from('\r\n', 'latin1'));
  pieces.push(Buffer.from(`--${boundary}--`, 'latin1'));
  return Buffer.concat(pieces);
}

function signed(issuer: Issuer, headers: readonly string[], entity: Uint8Array, at: number): Uint8Array {
  return signMessage(headers, entity, { signer: issuer.signer, chain: issuer.chain, signingTime: at }, issuer.profile.style.protocol);
}
