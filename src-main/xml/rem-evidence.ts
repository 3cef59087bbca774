// REM evidence (ETSI EN 319 522-3, PEC-REFERENCE §5.5): what it says, read from the same document that
// was verified, after its signature was taken out (THREATS XML-09). Children come with and without
// namespace in the examples of the standard bodies: matched by local name.
import type { XmlElement } from 'libxml2-wasm';
import { childElements, withXmlDocument, type XmlRefusal } from './safe-document.ts';
import { type SignatureArithmetic, verifyEnveloped, type XmlSignatureResult } from './xml-signature.ts';

export type RemEvidence = {
  readonly evidenceId: string;
  /** Tail of the event URI: 'ContentConsignment'. */
  readonly event: string;
  /** Codes such as 'RD01', in order. */
  readonly reasons: readonly string[];
  /** RFC 3339 as written, ends in Z. */
  readonly eventTime: string;
  readonly issuer: string | null;
  /** REM message identifier, without angle brackets. */
  readonly messageId: string | null;
  /** Message-ID set by the sender's client, with angle brackets: the correlation key. */
  readonly userMessageId: string | null;
  readonly sender: string | null;
  readonly recipients: readonly string[];
  /** 1-based positions in `recipients` that the evidence is about; empty: the message as a whole. */
  readonly refersTo: readonly number[];
  readonly subject: string | null;
  /** Digest of the original as attached. */
  readonly digest: { readonly algorithm: string; readonly value: string } | null;
};

export type EvidenceReading =
  | { readonly ok: true; readonly evidence: RemEvidence; readonly signature: XmlSignatureResult }
  | { readonly ok: false; readonly code: XmlRefusal | 'evidence.root' | 'evidence.missingElement' | 'evidence.repeatedElement' };

const EVIDENCE = 'http://uri.etsi.org/19522/v1#';

class Unusable extends Error {
  readonly code: 'evidence.root' | 'evidence.missingElement' | 'evidence.repeatedElement';
  constructor(code: Unusable['code']) {
    super(code);
    this.code = code;
  }
}

/** `bytes` is the decoded XML part. Never throws for bad input. */
export function readRemEvidence(bytes: Uint8Array, arithmetic: SignatureArithmetic): EvidenceReading {
  try {
    const outcome = withXmlDocument(bytes, (document) => {
      if (document.root.name !== 'Evidence' || document.root.namespaceUri !== EVIDENCE) throw new Unusable('evidence.root');
      const signature = verifyEnveloped(document, arithmetic);
      return { signature, evidence: readEvidence(document.root) };
    });
    return outcome.ok ? { ok: true, ...outcome.value } : outcome;
  } catch (error) {
    if (error instanceof Unusable) return { ok: false, code: error.code };
    throw error;
  }
}

function readEvidence(root: XmlElement): RemEvidence {
  const user = single(root, 'UserContentInfo');
  const refersTo = [
    ...texts(root, 'EvidenceRefersToRecipient'),
    ...descendants(root, 'RelayEvidenceRefersTo').map((element) => element.content),
  ];
  const part = descendants(root, 'PartInfo')[0];
  const method = part === undefined ? undefined : descendants(part, 'DigestMethod')[0];
  const value = part === undefined ? undefined : descendants(part, 'DigestValue')[0];
  const issuer = single(root, 'EvidenceIssuerDetails');
  const sender = single(root, 'SenderDetails');
  return {
    evidenceId: required(root, 'EvidenceIdentifier'),
    event: required(root, 'ERDSEventId').split('/').at(-1) ?? '',
    reasons: descendants(root, 'EventReason').flatMap((reason) => texts(reason, 'Details').slice(0, 1)),
    eventTime: required(root, 'EventTime'),
    issuer: issuer === null ? null : (descendants(issuer, 'AttributeValue')[0]?.content.trim() ?? null),
    messageId: textOf(root, 'MessageIdentifier'),
    userMessageId: user === null ? null : textOf(user, 'AppLayerIdentifier'),
    sender: sender === null ? null : textOf(sender, 'Identifier'),
    recipients: children(root, 'RecipientDetails').map((recipient) => textOf(recipient, 'Identifier') ?? ''),
    refersTo: refersTo.map(Number).filter((position) => Number.isInteger(position) && position > 0),
    subject: descendants(root, 'GeneralEvidenceInfo').map((info) => textOf(info, 'Subject'))[0] ?? null,
    digest:
      method === undefined || value === undefined
        ? null
        : { algorithm: method.attr('Algorithm')?.value ?? '', value: value.content.trim() },
  };
}

function children(parent: XmlElement, name: string): readonly XmlElement[] {
  return childElements(parent).filter((child) => child.name === name);
}

function descendants(parent: XmlElement, name: string): readonly XmlElement[] {
  return childElements(parent).flatMap((child) => (child.name === name ? [child] : descendants(child, name)));
}

/** Two elements where one is meant give two readings: refused. */
function single(parent: XmlElement, name: string): XmlElement | null {
  const [found, second] = children(parent, name);
  if (second !== undefined) throw new Unusable('evidence.repeatedElement');
  return found ?? null;
}

function textOf(parent: XmlElement, name: string): string | null {
  const text = single(parent, name)?.content.trim() ?? '';
  return text === '' ? null : text;
}

function texts(parent: XmlElement, name: string): readonly string[] {
  return children(parent, name).map((element) => element.content.trim());
}

function required(parent: XmlElement, name: string): string {
  const text = textOf(parent, name);
  if (text === null) throw new Unusable('evidence.missingElement');
  return text;
}
