// The enveloped XAdES-B signature of REM evidence (XMLDSig core §3.2, ETSI EN 319 132-1), in the one
// form the profile uses and nothing else: exclusive C14N, the whole document minus its signature, and
// the signed properties. A general XMLDSig engine is what signature wrapping lives on (THREATS XML-09):
// here every element is found by position, never by searching for an id.
import { XmlC14NMode, type XmlDocument, type XmlElement, XmlError } from 'libxml2-wasm';
import { childElements } from './safe-document.ts';

export type DigestName = 'sha256' | 'sha384' | 'sha512';

/** Arithmetic comes in as an argument: this folder has no `node:crypto`. */
export type SignatureArithmetic = {
  digest(name: DigestName, bytes: Uint8Array): Uint8Array;
  /** `certificate` is DER; ECDSA signatures are r and s joined (XMLDSig core §6.4.3). */
  verify(
    kind: 'rsa' | 'ecdsa',
    name: DigestName,
    certificate: Uint8Array,
    data: Uint8Array,
    signature: Uint8Array,
  ): 'valid' | 'invalid' | 'unsupported';
};

export type XmlSignatureResult = {
  readonly integrity: 'valid' | 'invalid' | 'absent' | 'unsupported';
  /** Why, when not valid: 'xml.digest', 'xml.signature', 'xml.form', 'xml.algorithm', 'xades.properties', 'xades.certificate'. */
  readonly code: string | null;
  /** DER of the certificate that SigningCertificateV2 names. */
  readonly signer: Uint8Array | null;
  /** DER of all certificates in KeyInfo. */
  readonly certificates: readonly Uint8Array[];
  /** xades:SigningTime as written. */
  readonly signingTime: string | null;
  /** DER of the signature time-stamp token and the bytes its imprint is made of; not judged here. */
  readonly timestamp: { readonly token: Uint8Array; readonly over: Uint8Array } | null;
};

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const XADES = 'http://uri.etsi.org/01903/v1.3.2#';
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const ENVELOPED = `${DSIG}enveloped-signature`;
const FILTER = 'http://www.w3.org/2002/06/xmldsig-filter2';
const SIGNED_PROPERTIES = 'http://uri.etsi.org/01903#SignedProperties';
const DIGESTS: ReadonlyMap<string, DigestName> = new Map([
  ['http://www.w3.org/2001/04/xmlenc#sha256', 'sha256'],
  ['http://www.w3.org/2001/04/xmldsig-more#sha384', 'sha384'],
  ['http://www.w3.org/2001/04/xmlenc#sha512', 'sha512'],
]);
const METHOD = /^http:\/\/www\.w3\.org\/2001\/04\/xmldsig-more#(rsa|ecdsa)-(sha256|sha384|sha512)$/;

class NotValid extends Error {
  readonly integrity: 'invalid' | 'unsupported';
  constructor(code: string, integrity: 'invalid' | 'unsupported' = 'invalid') {
    super(code);
    this.integrity = integrity;
  }
}

/**
 * Verifies and then takes the signature out of `document`: what is left is exactly what was signed.
 * Never throws for bad input.
 */
export function verifyEnveloped(document: XmlDocument, arithmetic: SignatureArithmetic): XmlSignatureResult {
  const nothing: XmlSignatureResult = {
    integrity: 'absent',
    code: null,
    signer: null,
    certificates: [],
    signingTime: null,
    timestamp: null,
  };
  const signatures = allElements(document.root).filter((element) => is(element, DSIG, 'Signature'));
  const [signature, second] = signatures;
  if (signature === undefined) return nothing;
  if (second !== undefined || signature.parent?.isSameNode(document.root) !== true)
    return { ...nothing, integrity: 'invalid', code: 'xml.form' };
  try {
    return verifyParts(document, signature, arithmetic);
  } catch (error) {
    if (error instanceof NotValid) return { ...nothing, integrity: error.integrity, code: error.message };
    throw error;
  }
}

function verifyParts(document: XmlDocument, signature: XmlElement, arithmetic: SignatureArithmetic): XmlSignatureResult {
  const [info, value, keyInfo, object] = inOrder(signature, ['SignedInfo', 'SignatureValue', 'KeyInfo', 'Object']);
  const [canonicalization, method, first, second] = inOrder(info, ['CanonicalizationMethod', 'SignatureMethod', 'Reference', 'Reference']);
  requireExclusive(canonicalization);
  const [, kind, name] = METHOD.exec(algorithm(method)) ?? [];
  if ((kind !== 'rsa' && kind !== 'ecdsa') || !isDigest(name)) throw new NotValid('xml.algorithm', 'unsupported');
  const properties = signedProperties(signature, object);
  const [whole, byId] = isWhole(first) ? [first, second] : [second, first];
  if (!isWhole(whole) || byId.attr('Type')?.value !== SIGNED_PROPERTIES) throw new NotValid('xml.form');
  const certificates = childElements(only(keyInfo, DSIG, 'X509Data'))
    .filter((element) => is(element, DSIG, 'X509Certificate'))
    .map((element) => base64(element.content));
  const signer = signingCertificate(properties, certificates, arithmetic);
  checkProperties(byId, properties, arithmetic);
  const signed = arithmetic.verify(kind, name, signer, canonical(info), base64(value.content));
  if (signed !== 'valid') throw new NotValid(signed === 'unsupported' ? 'xml.algorithm' : 'xml.signature', signed);
  const result: XmlSignatureResult = {
    integrity: 'valid',
    code: null,
    signer,
    certificates,
    signingTime: firstText(properties, 'SigningTime'),
    timestamp: timestampOf(object, value),
  };
  checkWhole(document, signature, whole, arithmetic);
  return result;
}

function isDigest(name: string | undefined): name is DigestName {
  return name === 'sha256' || name === 'sha384' || name === 'sha512';
}

function is(element: XmlElement, namespace: string, name: string): boolean {
  return element.name === name && element.namespaceUri === namespace;
}

function allElements(root: XmlElement): readonly XmlElement[] {
  const all: XmlElement[] = [root];
  for (let index = 0; index < all.length; index += 1) {
    const element = all[index];
    if (element !== undefined) all.push(...childElements(element));
  }
  return all;
}

/** Exactly these children of the signature namespace, in this order. */
function inOrder<const Names extends readonly string[]>(parent: XmlElement, names: Names): { readonly [Index in keyof Names]: XmlElement } {
  const children = childElements(parent);
  const fits = children.length === names.length && children.every((child, index) => is(child, DSIG, names[index] ?? ''));
  if (!fits) throw new NotValid('xml.form');
  return asTuple<Names>(children);
}

/** The length was compared with `names` before. */
function asTuple<Names extends readonly string[]>(children: readonly XmlElement[]): { readonly [Index in keyof Names]: XmlElement } {
  return children as unknown as { readonly [Index in keyof Names]: XmlElement };
}

function only(parent: XmlElement, namespace: string, name: string): XmlElement {
  const [found, second] = childElements(parent).filter((child) => is(child, namespace, name));
  if (found === undefined || second !== undefined) throw new NotValid('xml.form');
  return found;
}

function algorithm(element: XmlElement): string {
  return element.attr('Algorithm')?.value ?? '';
}

/** No InclusiveNamespaces, no parameters. */
function requireExclusive(element: XmlElement): void {
  if (algorithm(element) !== EXCLUSIVE || childElements(element).length > 0) throw new NotValid('xml.form', 'unsupported');
}

function isWhole(reference: XmlElement): boolean {
  return reference.attr('URI')?.value === '';
}

/** SignedProperties by position: Signature/Object/QualifyingProperties/SignedProperties, aimed at this signature. */
function signedProperties(signature: XmlElement, object: XmlElement): XmlElement {
  const qualifying = only(object, XADES, 'QualifyingProperties');
  if (qualifying.attr('Target')?.value !== `#${signature.attr('Id')?.value ?? ''}`) throw new NotValid('xades.properties');
  return only(qualifying, XADES, 'SignedProperties');
}

/** The reference by id must mean the very node at that position, and no other node may carry the id. */
function checkProperties(reference: XmlElement, properties: XmlElement, arithmetic: SignatureArithmetic): void {
  const id = properties.attr('Id')?.value ?? '';
  if (id === '' || reference.attr('URI')?.value !== `#${id}`) throw new NotValid('xades.properties');
  const carriers = allElements(properties.doc.root).filter((element) =>
    element.attrs.some((attribute) => attribute.name.toLowerCase() === 'id' && attribute.value === id),
  );
  if (carriers.length !== 1) throw new NotValid('xades.properties');
  const [transforms, method, value] = inOrder(reference, ['Transforms', 'DigestMethod', 'DigestValue']);
  const [exclusive] = inOrder(transforms, ['Transform']);
  requireExclusive(exclusive);
  compareDigest(method, value, canonical(properties), arithmetic);
}

/** Digest of the whole document without the signature, which is removed for good. */
function checkWhole(document: XmlDocument, signature: XmlElement, reference: XmlElement, arithmetic: SignatureArithmetic): void {
  const [transforms, method, value] = inOrder(reference, ['Transforms', 'DigestMethod', 'DigestValue']);
  const [enveloped, exclusive] = inOrder(transforms, ['Transform', 'Transform']);
  if (algorithm(enveloped) === FILTER) {
    // XPath Filter 2.0 in one form only: it removes the signature, nothing else (PEC-REFERENCE §5.5).
    const [path, more] = childElements(enveloped);
    const fits = path !== undefined && more === undefined && is(path, FILTER, 'XPath') && path.attr('Filter')?.value === 'subtract';
    if (!fits || path.content.trim() !== '/descendant::ds:Signature' || path.namespaceForPrefix('ds') !== DSIG)
      throw new NotValid('xml.form', 'unsupported');
  } else if (algorithm(enveloped) !== ENVELOPED || childElements(enveloped).length > 0) throw new NotValid('xml.form', 'unsupported');
  requireExclusive(exclusive);
  const [digestMethod, digestValue] = [algorithm(method), base64(value.content)];
  signature.remove();
  compareBytes(digestMethod, digestValue, canonical(document), arithmetic);
}

/** What cannot be canonicalised, such as a namespace named by a relative address, cannot have been signed. */
function canonical(node: XmlElement | XmlDocument): Uint8Array {
  try {
    return Buffer.from(node.canonicalizeToString({ mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0 }), 'utf8');
  } catch (error) {
    if (error instanceof XmlError) throw new NotValid('xml.form');
    throw error;
  }
}

function compareDigest(method: XmlElement, value: XmlElement, bytes: Uint8Array, arithmetic: SignatureArithmetic): void {
  compareBytes(algorithm(method), base64(value.content), bytes, arithmetic);
}

function compareBytes(method: string, expected: Uint8Array, bytes: Uint8Array, arithmetic: SignatureArithmetic): void {
  const name = DIGESTS.get(method);
  if (name === undefined) throw new NotValid('xml.algorithm', 'unsupported');
  if (Buffer.compare(arithmetic.digest(name, bytes), expected) !== 0) throw new NotValid('xml.digest');
}

/** The certificate whose digest the signed properties name (ETSI EN 319 132-1 §5.2.2); KeyInfo alone is not signed. */
function signingCertificate(properties: XmlElement, certificates: readonly Uint8Array[], arithmetic: SignatureArithmetic): Uint8Array {
  const named = allElements(properties).find((element) => is(element, XADES, 'CertDigest'));
  if (named === undefined) throw new NotValid('xades.certificate');
  const [method, value] = inOrder(named, ['DigestMethod', 'DigestValue']);
  const name = DIGESTS.get(algorithm(method));
  if (name === undefined) throw new NotValid('xml.algorithm', 'unsupported');
  const wanted = base64(value.content);
  const signer = certificates.find((certificate) => Buffer.compare(arithmetic.digest(name, certificate), wanted) === 0);
  if (signer === undefined) throw new NotValid('xades.certificate');
  return signer;
}

function timestampOf(object: XmlElement, value: XmlElement): XmlSignatureResult['timestamp'] {
  const token = allElements(object).find((element) => is(element, XADES, 'EncapsulatedTimeStamp'));
  return token === undefined ? null : { token: base64(token.content), over: canonical(value) };
}

function firstText(parent: XmlElement, name: string): string | null {
  return (
    allElements(parent)
      .find((element) => is(element, XADES, name))
      ?.content.trim() ?? null
  );
}

function base64(text: string): Uint8Array {
  try {
    return Buffer.from(atob(text), 'latin1');
  } catch {
    throw new NotValid('xml.form');
  }
}
