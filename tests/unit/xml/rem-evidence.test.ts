// XMLDSig in the one form of REM evidence, and every way around it that THREATS XML-09 names.
import { describe, expect, test } from 'vitest';
import { readRemEvidence } from '#main/xml/rem-evidence';
import { arithmetic, evidenceBody, FILTER, signedEvidence } from '#tests/support/xades-text';

function outcome(text: string): string {
  const reading = readRemEvidence(Buffer.from(text, 'utf8'), arithmetic);
  return reading.ok ? `${reading.signature.integrity} ${reading.signature.code ?? reading.evidence.event}` : reading.code;
}
const good = signedEvidence();
const fake = evidenceBody('ContentConsignmentFailure');
const signatureOf = (text: string): string =>
  text.slice(text.indexOf('<ds:Signature '), text.indexOf('</ds:Signature>') + '</ds:Signature>'.length);
const propertiesOf = (text: string): string =>
  text.slice(text.indexOf('<xades:SignedProperties'), text.indexOf('</xades:SignedProperties>') + '</xades:SignedProperties>'.length);

test('a well-made evidence: what it says and when it was signed', () => {
  const reading = readRemEvidence(Buffer.from(good), arithmetic);
  expect(reading.ok ? [reading.signature.integrity, reading.signature.signingTime, reading.evidence] : reading).toEqual([
    'valid',
    '2026-11-20T08:30:09Z',
    {
      evidenceId: 'e1@rem.example',
      event: 'ContentConsignment',
      reasons: [],
      eventTime: '2026-11-20T08:30:09Z',
      issuer: null,
      messageId: null,
      userMessageId: null,
      sender: null,
      recipients: ['bruno@due.example'],
      refersTo: [1],
      subject: null,
      digest: null,
    },
  ]);
});

test('XML-09 what cannot be canonicalised is no signed evidence', () => {
  // A namespace named by a relative address (Canonical XML 1.0 §1.3).
  expect(outcome(good.replace('<xades:SignedProperties', '<xades:SignedProperties xmlns:x="x"'))).toBe('invalid xml.form');
});

describe('altered', () => {
  test.each<[given: string, text: string, then: string]>([
    ['another event', good.replace('Event/ContentConsignment', 'Event/ContentHandover'), 'invalid xml.digest'],
    ['a blank added', good.replace('<EventTime>', ' <EventTime>'), 'invalid xml.digest'],
    ['signing time', good.replace('<xades:SigningTime>2026', '<xades:SigningTime>2027'), 'invalid xml.digest'],
    ['signature value', good.replace(/<ds:SignatureValue>....../, '<ds:SignatureValue>AAAAAA'), 'invalid xml.signature'],
    ['signature value is no base64', good.replace('<ds:SignatureValue>', '<ds:SignatureValue>*'), 'invalid xml.form'],
    ['no signature', good.replace(signatureOf(good), ''), 'absent ContentConsignment'],
    ['a certificate the properties do not name', signedEvidence({ certificateDigest: 'AAAA' }), 'invalid xades.certificate'],
  ])('%s', (_given, text, then) => {
    expect(outcome(text)).toBe(then);
  });
});

describe('XML-09 wrapping', () => {
  test.each<[given: string, text: string, then: string]>([
    ['XML-09 signed evidence inside another root', `<wrap>${good}</wrap>`, 'evidence.root'],
    [
      'XML-09 signed evidence inside a forged one',
      `<tns:Evidence xmlns:tns="http://uri.etsi.org/19522/v1#">${fake}<x>${good}</x></tns:Evidence>`,
      'invalid xml.form',
    ],
    ['XML-09 signature moved deeper', good.replace(signatureOf(good), `<x>${signatureOf(good)}</x>`), 'invalid xml.form'],
    ['XML-09 two signatures', good.replace('</tns:Evidence>', `${signatureOf(good)}</tns:Evidence>`), 'invalid xml.form'],
    ['XML-09 a second element with the same Id', good.replace('<EventTime>', '<x Id="props"></x><EventTime>'), 'invalid xades.properties'],
    ['XML-09 the same with another case', good.replace('<EventTime>', '<x ID="props"></x><EventTime>'), 'invalid xades.properties'],
    [
      'XML-09 properties moved beside the signature',
      good.replace(propertiesOf(good), '').replace('<ds:Signature ', `${propertiesOf(good)}<ds:Signature `),
      'invalid xml.form',
    ],
    ['XML-09 the document referenced by id', signedEvidence({ form: (info) => info.replace('URI=""', 'URI="#root"') }), 'invalid xml.form'],
    [
      'XML-09 only the properties referenced',
      signedEvidence({ form: (info) => info.replace(/<ds:Reference URI="">.*?<\/ds:Reference>/s, '') }),
      'invalid xml.form',
    ],
    [
      'XML-09 a third reference',
      signedEvidence({
        form: (info) =>
          info.replace('</ds:SignedInfo>', `${/<ds:Reference URI="">.*?<\/ds:Reference>/s.exec(info)?.[0] ?? ''}</ds:SignedInfo>`),
      }),
      'invalid xml.form',
    ],
    [
      'XML-09 two evidence identifiers',
      good.replace('<EventTime>', '<tns:EvidenceIdentifier>x</tns:EvidenceIdentifier><EventTime>'),
      'evidence.repeatedElement',
    ],
    ['XML-09 qualifying properties of another signature', good.replace('Target="#sig"', 'Target="#other"'), 'invalid xades.properties'],
  ])('%s', (_given, text, then) => {
    expect(outcome(text)).toBe(then);
  });
});

describe('forms that are not judged', () => {
  test.each<[given: string, from: string, to: string, then: string]>([
    ['another XPath', '/descendant::ds:Signature', '/descendant::ds:Signature | //x', 'unsupported xml.form'],
    ['another prefix in the XPath', '/descendant::ds:Signature', '/descendant::tns:Signature', 'unsupported xml.form'],
    ['intersect instead of subtract', 'Filter="subtract"', 'Filter="intersect"', 'unsupported xml.form'],
    [
      'the enveloped transform',
      FILTER,
      '<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"></ds:Transform>',
      'valid ContentConsignment',
    ],
    [
      'RSA with SHA-1',
      'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
      'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
      'unsupported xml.algorithm',
    ],
    [
      'HMAC',
      'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
      'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256',
      'unsupported xml.algorithm',
    ],
    [
      'inclusive C14N',
      '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#">',
      '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315">',
      'unsupported xml.form',
    ],
    ['XSLT', FILTER, '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"></ds:Transform>', 'unsupported xml.form'],
  ])('%s', (_given, from, to, then) => {
    expect(outcome(signedEvidence({ form: (info) => info.replace(from, to) }))).toBe(then);
  });
});

describe('documents that are refused', () => {
  test.each<[given: string, text: string, then: string]>([
    ['XML-01 DOCTYPE', `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${good}`, 'xml.doctype'],
    ['XML-03 size', `${good}${' '.repeat(1024 * 1024)}`, 'xml.size'],
    ['XML-03 depth', good.replace('<EventTime>', `${'<a>'.repeat(100)}${'</a>'.repeat(100)}<EventTime>`), 'xml.limit'],
    ['XML-03 elements', good.replace('<EventTime>', `${'<a/>'.repeat(30_000)}<EventTime>`), 'xml.limit'],
    ['XML-04 two roots', `${good}${good}`, 'xml.notWellFormed'],
    ['XML-06 declared UTF-16', `<?xml version="1.0" encoding="UTF-16"?>${good}`, 'xml.encoding'],
    ['no namespace', '<Evidence/>', 'evidence.root'],
    ['empty evidence', '<tns:Evidence xmlns:tns="http://uri.etsi.org/19522/v1#"/>', 'evidence.missingElement'],
  ])('%s', (_given, text, then) => {
    expect(outcome(text)).toBe(then);
  });
});
