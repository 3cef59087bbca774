// One message into the bag: its exact bytes, the pieces that can be derived from them, and what the
// inventory and the commands say of it (EVIDENCE §1, §3).
import { createHash } from 'node:crypto';
import type { SignedPieces } from '#main/verification/signed-pieces';
import { instantToText, type Instant } from '#shared/model/ids';
import type { CertificateFacts, VerificationReport } from '#shared/model/verification-report';
import type { BagFolder } from './bag-folder.ts';
import type { CheckableMessage } from './check-commands.ts';
import type { SelectedMessage } from './selection.ts';
import { pem } from './trust-folder.ts';

export type WrittenMessage = {
  readonly path: string;
  /** Without the lists, which are known when all messages are. */
  readonly checkable: Omit<CheckableMessage, 'lists'> | null;
  /** Windows of the lists that spoke of the signer. */
  readonly lists: readonly { readonly source: string; readonly epoch: number }[];
};

/** Its name in the bag. */
export function messagePath({ n, role, hash }: Pick<SelectedMessage, 'n' | 'role' | 'hash'>): string {
  return `data/messages/${String(n).padStart(4, '0')}-${role}-${hash.slice(0, 16)}.eml`;
}

/** `sent`: in the bag, what a receipt of this sending speaks of. `entry` is for data/manifest.json. `pieces` null: the message was too much for the parser; its bytes are in the bag all the same. */
export function writeMessage(
  bag: BagFolder,
  message: SelectedMessage,
  bytes: Uint8Array,
  report: VerificationReport | null,
  pieces: SignedPieces | null,
  sent: string | null,
): { readonly written: WrittenMessage; readonly entry: Readonly<Record<string, unknown>> } {
  const folder = String(message.n).padStart(4, '0');
  const path = messagePath(message);
  const { sha256: written, sha512 } = bag.add(path, bytes);
  if (written !== message.hash) throw new Error('the archive gave other bytes than those asked for');
  const signer = report?.facts.signers[0]?.certificate ?? null;
  const derived = pieces === null ? null : writeDerived(bag, `data/derived/${folder}`, bytes, pieces, signer);
  const passed = report?.conclusion.indication === 'passed' && derived?.signature !== null && derived?.hasSigner === true;
  return {
    entry: {
      n: message.n,
      path,
      role: message.role,
      size: bytes.byteLength,
      sha256: message.hash,
      sha512,
      lineEnds: pieces?.lineEnds ?? null,
      source: message.source,
      indication: message.conclusion?.indication ?? null,
      signature: report === null || derived?.signature == null ? null : { ...derived.signature, ...judged(report, signer) },
    },
    written: {
      path,
      checkable:
        report === null || pieces === null || !passed
          ? null
          : {
              n: message.n,
              path,
              folder,
              epoch: seconds(report.signatureTime),
              signedPart: pieces.signature?.signedPart ?? null,
              crlf: pieces.lineEnds === 'crlf',
              daticertBase64: pieces.daticertEncoding === 'base64',
              sent: pieces.postacert !== null && sameBytes(report) ? sent : null,
            },
      lists: report === null || !passed ? [] : listsOf(report),
    },
  };
}

function writeDerived(
  bag: BagFolder,
  folder: string,
  bytes: Uint8Array,
  pieces: SignedPieces,
  signer: CertificateFacts | null,
): { readonly signature: object | null; readonly hasSigner: boolean } {
  const { signature, daticert, postacert } = pieces;
  if (daticert !== null) bag.add(`${folder}/daticert.xml`, daticert);
  if (postacert !== null) bag.add(`${folder}/postacert.eml`, postacert);
  if (signature === null) return { signature: null, hasSigner: false };
  const { signedPart, cms, der, certificates } = signature;
  bag.add(`${folder}/smime.p7s`, der);
  const part =
    signedPart === null
      ? null
      : bag.add(`${folder}/signed-part.bin`, bytes.subarray(signedPart.offset, signedPart.offset + signedPart.length));
  const own = signer === null ? undefined : certificates.find((candidate) => sha256(candidate) === signer.fingerprint);
  if (own !== undefined) bag.add(`${folder}/signer.pem`, pem('CERTIFICATE', own));
  return {
    signature: { signedPart: signedPart === null || part === null ? null : { ...signedPart, sha256: part.sha256 }, cms },
    hasSigner: own !== undefined,
  };
}

function judged(report: VerificationReport, signer: CertificateFacts | null): object {
  const { certification, signatureTime } = report.facts;
  return {
    signer:
      signer === null
        ? null
        : {
            sha256: signer.fingerprint,
            serial: signer.serial,
            san: signer.emails,
            issuer: signer.issuer,
            notBefore: instantToText(signer.notBefore),
            notAfter: instantToText(signer.notAfter),
          },
    verifyAt: { epoch: seconds(signatureTime.at), iso: instantToText(signatureTime.at), why: signatureTime.source },
    daticert:
      certification === null
        ? null
        : {
            tipo: certification.tipo,
            identificativo: certification.identificativo,
            msgid: certification.msgid,
            time: instantToText(certification.time),
            consegna: certification.recipient,
          },
  };
}

/** Only lists that can answer at a time when the signer's certificate was valid. */
function listsOf(report: VerificationReport): WrittenMessage['lists'] {
  return report.facts.signers.slice(0, 1).flatMap(({ certificate, revocation }) => {
    const { source, thisUpdate, nextUpdate, state, revokedAt } = revocation;
    if (certificate === null || source === null || thisUpdate === null || state !== 'good' || revokedAt !== null) return [];
    const at = Math.max(thisUpdate, certificate.notBefore);
    const inside = at <= certificate.notAfter && (nextUpdate === null || at <= nextUpdate);
    return inside ? [{ source, epoch: Math.ceil(at / 1000) + 1 }] : [];
  });
}

/** The original in it and the message that was sent have the same body byte for byte (PEC-REFERENCE V9). */
function sameBytes({ facts: { comparison } }: VerificationReport): boolean {
  return comparison?.kind === 'complete' && comparison.outcome === 'same';
}

function seconds(at: Instant): number {
  return Math.floor(at / 1000);
}

function sha256(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex');
}
