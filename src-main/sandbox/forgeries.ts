// The forged and damaged messages themselves, as bytes. Each claims a delivery that did not happen, or
// hides what a message is, in one of the ways of THREATS (SIG table). The honest parts are made by the
// provider's own code, so that nothing but the named defect is wrong.
import { randomBytes } from 'node:crypto';
import type { Identity } from './certificates.ts';
import { daticertXml } from './daticert.ts';
import type { MessageData } from './daticert.ts';
import { italianTime } from './italian-time.ts';
import { daticertPart, issueAnomalyEnvelope, issueReceipt, mixed, subjectPrefix } from './messages.ts';
import { gatewayAddress } from './provider-profile.ts';
import type { Issuer } from './provider-profile.ts';
import type { SandboxPki } from './pki.ts';
import { multipartSigned, signCms } from './smime.ts';
import type { SignerOptions } from './smime.ts';
import { readSubmitted } from './submitted.ts';
import { certificateFor } from './transmission.ts';
import { readableText } from './wording.ts';

/** What a forgery is about: a real message of the victim, or an invented one. */
export type Scene = {
  readonly pki: SandboxPki;
  /** The victim's own provider. */
  readonly own: Issuer;
  /** The provider of the recipient whose delivery is claimed. */
  readonly other: Issuer;
  readonly victim: string;
  readonly message: MessageData;
  readonly rawSubject: string | null;
  /** The recipient whose delivery is claimed. */
  readonly recipient: string;
  readonly at: number;
};

type Claim = { readonly headers: readonly string[]; readonly entity: Buffer };

/** Header fields and signed part of a delivery receipt, not yet signed. */
function claimedDelivery(scene: Scene, issuer: Issuer): Claim {
  const certificate = certificateFor('avvenuta-consegna', scene.message, issuer.profile.name, scene.at, {
    recipient: scene.recipient,
    extent: 'sintetica',
  });
  const headers = [
    `Date: ${italianTime(scene.at).header}`,
    `From: ${gatewayAddress(issuer.profile)}`,
    `To: ${scene.victim}`,
    `Subject: ${subjectPrefix(certificate)}${scene.rawSubject ?? ''}`,
    `Message-ID: <${issuer.newId(scene.at)}>`,
    'X-Ricevuta: avvenuta-consegna',
    ...(scene.message.msgid === null ? [] : [`X-Riferimento-Message-ID: ${scene.message.msgid}`]),
  ];
  const text = Buffer.from(`Content-Type: text/plain; charset=us-ascii\r\n\r\n${asciiOnly(readableText(certificate, null))}`, 'latin1');
  return { headers, entity: mixed([text, daticertPart(daticertXml(certificate))]) };
}

function asciiOnly(text: string): string {
  return text.replaceAll('è', "e'").replaceAll(/[^\t\r\n\x20-\x7e]/g, '?');
}

function signer(scene: Scene, identity: Identity, chain: readonly string[]): SignerOptions {
  return { signer: identity, chain, signingTime: scene.at };
}

function gateway(scene: Scene, issuer: Issuer): SignerOptions {
  return signer(scene, issuer.signer, [scene.pki.issuing.certificate]);
}

function sealed(claim: Claim, cms: Uint8Array): Buffer {
  return Buffer.from(multipartSigned({ ...claim, cms, protocol: 'application/pkcs7-signature' }));
}

function signedBy(scene: Scene, issuer: Issuer, identity: Identity, chain: readonly string[]): Buffer {
  const claim = claimedDelivery(scene, issuer);
  return sealed(claim, signCms(claim.entity, [signer(scene, identity, chain)]));
}

/** A delivery receipt with nothing wrong: to be damaged. */
export function genuineDelivery(scene: Scene): Buffer {
  const claim = claimedDelivery(scene, scene.other);
  return sealed(claim, signCms(claim.entity, [gateway(scene, scene.other)]));
}

export function unsigned(scene: Scene): Buffer {
  const claim = claimedDelivery(scene, scene.other);
  return Buffer.concat([
    Buffer.from(`${[...claim.headers, 'MIME-Version: 1.0'].join('\r\n')}\r\n`, 'latin1'),
    claim.entity,
    Buffer.from('\r\n'),
  ]);
}

export function foreignAuthority(scene: Scene): Buffer {
  return signedBy(scene, scene.own, scene.pki.foreignGateway, [scene.pki.foreignIssuing.certificate, scene.pki.foreignRoot.certificate]);
}

export function otherAuthority(scene: Scene): Buffer {
  return signedBy(scene, scene.own, scene.pki.otherGateway, [scene.pki.other.certificate, scene.pki.root.certificate]);
}

export function personalCertificate(scene: Scene): Buffer {
  return signedBy(scene, scene.other, scene.pki.personal, [scene.pki.other.certificate]);
}

export function revokedGateway(scene: Scene): Buffer {
  return signedBy(scene, scene.own, scene.pki.revokedGateway, [scene.pki.issuing.certificate]);
}

/** From one gateway, signed by the other. */
export function wrongGateway(scene: Scene): Buffer {
  const claim = claimedDelivery(scene, scene.own);
  return sealed(claim, signCms(claim.entity, [gateway(scene, scene.other)]));
}

/** One character of the base64 of daticert.xml is another one. */
export function alteredDaticert(scene: Scene): Buffer {
  const bytes = genuineDelivery(scene);
  const part = bytes.indexOf('Content-Disposition: inline; filename="daticert.xml"');
  const at = bytes.indexOf('\r\n\r\n', part) + 4 + 400;
  bytes[at] = bytes[at] === 0x41 ? 0x42 : 0x41;
  return bytes;
}

/** One bit of the readable text. */
export function damagedByte(scene: Scene): Buffer {
  const bytes = genuineDelivery(scene);
  const at = bytes.indexOf('Ricevuta di avvenuta consegna') + 12;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
}

/** A CMS that carries its own, honest content, beside a body that says something else. */
export function embeddedContent(scene: Scene): Buffer {
  const honest = Buffer.from('Content-Type: text/plain\r\n\r\nContenuto firmato, ma non questo.\r\n', 'latin1');
  return sealed(claimedDelivery(scene, scene.other), signCms(honest, [gateway(scene, scene.other)], true));
}

export function twoSigners(scene: Scene): Buffer {
  const claim = claimedDelivery(scene, scene.other);
  return sealed(claim, signCms(claim.entity, [gateway(scene, scene.other), signer(scene, scene.pki.personal, [])]));
}

export function noSigner(scene: Scene): Buffer {
  const claim = claimedDelivery(scene, scene.other);
  return sealed(claim, withoutSigners(signCms(claim.entity, [gateway(scene, scene.other)])));
}

/** Replaces the last member of SignedData, the set of SignerInfo, by an empty set (RFC 5652 §5.1). */
function withoutSigners(cms: Uint8Array): Uint8Array {
  const outer = readTlv(cms, 0);
  const explicit = children(cms, outer)[1];
  const signedData = explicit === undefined ? undefined : children(cms, explicit)[0];
  if (signedData === undefined) throw new Error('not SignedData');
  const kept = children(cms, signedData)
    .slice(0, -1)
    .map((part) => Buffer.from(cms.subarray(part.start, part.end)));
  const oid = children(cms, outer)[0];
  if (oid === undefined) throw new Error('not ContentInfo');
  const inner = tlv(0x30, Buffer.concat([...kept, Buffer.from([0x31, 0])]));
  return tlv(0x30, Buffer.concat([Buffer.from(cms.subarray(oid.start, oid.end)), tlv(0xa0, inner)]));
}

type Tlv = { readonly start: number; readonly content: number; readonly end: number };

function readTlv(bytes: Uint8Array, start: number): Tlv {
  const first = bytes[start + 1] ?? 0;
  if (first < 0x80) return { start, content: start + 2, end: start + 2 + first };
  const count = first & 0x7f;
  const length = Array.from(bytes.subarray(start + 2, start + 2 + count)).reduce((sum, byte) => sum * 256 + byte, 0);
  return { start, content: start + 2 + count, end: start + 2 + count + length };
}

function children(bytes: Uint8Array, parent: Tlv): readonly Tlv[] {
  const found: Tlv[] = [];
  for (let at = parent.content; at < parent.end;) {
    const child = readTlv(bytes, at);
    found.push(child);
    at = child.end;
  }
  return found;
}

function tlv(tag: number, content: Buffer): Buffer {
  const hex = content.length.toString(16);
  const long = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const length = content.length < 0x80 ? Buffer.from([content.length]) : Buffer.concat([Buffer.from([0x80 + long.length]), long]);
  return Buffer.concat([Buffer.from([tag]), length, content]);
}

/** A whole, genuine signed entity as a later part of an unsigned multipart/mixed. */
export function wrappedInMixed(scene: Scene): Buffer {
  const { headers } = claimedDelivery(scene, scene.other);
  const genuine = genuineDelivery(scene);
  const entity = genuine.subarray(genuine.indexOf('Content-Type: multipart/signed'));
  const notice = Buffer.from(
    "Content-Type: text/plain; charset=us-ascii\r\n\r\nLa consegna e' avvenuta. Vedi la ricevuta allegata.",
    'latin1',
  );
  return Buffer.concat([
    Buffer.from(`${[...headers, 'MIME-Version: 1.0'].join('\r\n')}\r\n`, 'latin1'),
    mixed([notice, entity]),
    Buffer.from('\r\n'),
  ]);
}

/** Truly signed by the provider, and what it wraps says it is a receipt (SIG-20). */
export function anomalyClaimingDelivery(scene: Scene): Buffer {
  const { bytes } = issueAnomalyEnvelope(scene.own, {
    received: readSubmitted(unsigned(scene)),
    sender: gatewayAddress(scene.other.profile),
    recipients: [scene.victim],
    subject: `CONSEGNA: ${scene.message.subject ?? ''}`,
    reason: 'firma del messaggio di posta certificata mancante',
    at: scene.at,
    extraHeaders: [
      'X-Ricevuta: avvenuta-consegna',
      ...(scene.message.msgid === null ? [] : [`X-Riferimento-Message-ID: ${scene.message.msgid}`]),
    ],
  });
  return Buffer.from(bytes);
}

/** A genuine acceptance whose outer header fields were changed on the way (SIG-27, corpus D1). */
export function outerSaysDelivery(scene: Scene): Buffer {
  const { bytes } = issueReceipt(scene.own, {
    certificate: certificateFor('accettazione', scene.message, scene.own.profile.name, scene.at),
    to: scene.victim,
    rawSubject: scene.rawSubject,
    original: null,
    stage: null,
  });
  const text = Buffer.from(bytes).toString('latin1');
  return Buffer.from(
    text
      .replace('\r\nX-Ricevuta: accettazione\r\n', '\r\nX-Ricevuta: avvenuta-consegna\r\n')
      .replace('\r\nSubject: ACCETTAZIONE: ', '\r\nSubject: CONSEGNA: '),
    'latin1',
  );
}

export function truncated(scene: Scene): Buffer {
  const bytes = genuineDelivery(scene);
  return bytes.subarray(0, bytes.indexOf('name="smime.p7s"') + 200);
}

/** No header, no line that makes sense. */
export function garbage(): Buffer {
  return Buffer.concat([Buffer.from([0, 0xff, 0xfe, 0x80]), randomBytes(2000)]);
}
