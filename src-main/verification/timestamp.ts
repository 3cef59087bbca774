// RFC 3161 time-stamp tokens: what they say (TSTInfo) and whether the imprint is that of the content.
// A token proves that the digest existed at that time; it does not prove who made the content.
import { hash } from 'node:crypto';
import { readDigest } from './algorithms.ts';
import {
  Asn1Error,
  asBuffer,
  childrenOf,
  contextTag,
  encodingOf,
  expectTag,
  integerHex,
  oidText,
  octets,
  readWhole,
  sameBytes,
  smallInteger,
  TAG,
  timeValue,
} from './asn1.ts';
import type { Digest } from './algorithms.ts';
import { CONTENT_TYPE } from './cms.ts';
import type { SignedData } from './cms.ts';

export type TimestampInfo = {
  readonly time: number;
  readonly serial: string;
  readonly policy: string;
  readonly digest: Digest | null;
  readonly imprint: Uint8Array;
};

/** The token of a TimeStampResp, or the bytes themselves when they are a token; null for a refusal (RFC 3161 §2.4.2). */
export function tokenOf(der: Uint8Array): Uint8Array | null {
  const [first, token] = childrenOf(readWhole(der), TAG.sequence);
  if (first?.tag === TAG.oid) return der;
  const status = smallInteger(childrenOf(first, TAG.sequence)[0]);
  // 0 granted, 1 granted with modifications; anything else carries no token.
  return status > 1 || token === undefined ? null : encodingOf(expectTag(token, TAG.sequence));
}

/** TSTInfo of a token. Throws Asn1Error when it is none. */
export function readTimestampInfo(signed: SignedData): TimestampInfo {
  if (signed.contentType !== CONTENT_TYPE.timestampInfo || signed.content === null) throw new Asn1Error('asn1.unexpected');
  const [version, policy, messageImprint, serial, time, ...more] = childrenOf(
    readWhole(asBuffer(Buffer.concat(signed.content))),
    TAG.sequence,
  );
  if (smallInteger(version) !== 1) throw new Asn1Error('asn1.badValue');
  const [algorithm, value] = childrenOf(messageImprint, TAG.sequence);
  if (value === undefined || time?.tag !== TAG.generalizedTime) throw new Asn1Error('asn1.unexpected');
  // Extensions of a token may change its meaning; critical ones are not known here.
  const extensions = more.find(({ tag }) => tag === contextTag(1, true));
  if (
    extensions !== undefined &&
    childrenOf({ ...extensions, tag: TAG.sequence }, TAG.sequence).some((entry) => childrenOf(entry, TAG.sequence)[1]?.tag === TAG.boolean)
  )
    throw new Asn1Error('asn1.unexpected');
  return {
    time: timeValue(time),
    serial: integerHex(serial),
    policy: oidText(policy),
    digest: readDigest(algorithm),
    imprint: octets(value),
  };
}

export function imprintState(info: TimestampInfo, content: Uint8Array | null): 'match' | 'mismatch' | 'noContent' | 'unsupported' {
  if (content === null) return 'noContent';
  if (info.digest === null) return 'unsupported';
  return sameBytes(hash(info.digest, content, 'buffer'), info.imprint) ? 'match' : 'mismatch';
}
