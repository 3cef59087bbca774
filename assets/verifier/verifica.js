// The offline verifier of an evidence bundle (EVIDENCE §6, §10): hashes, completeness, the signature of
// the installation, the time-stamp, and every provider's signature, with the browser's own cryptography
// (W3C Web Cryptography) and nothing from the network. Written apart from Plico's verifier on purpose:
// two readings of the same rules, and the tests hold them and openssl against each other.
'use strict';

const WORDS = {
  it: {
    title: 'Verifica del fascicolo di prova',
    intro:
      'Questa pagina ricontrolla un fascicolo senza rete e senza il programma che lo ha prodotto: impronte, completezza, firma dell’installazione, marca temporale, voci del registro e firma del gestore su ogni messaggio. Nulla esce da questo computer.',
    folder: 'Scegli la cartella del fascicolo…',
    zip: 'Scegli il file .zip…',
    drop: 'oppure trascina qui il file .zip',
    working: (done, total) => `${done} di ${total} file`,
    passed: 'SUPERATO: nulla è cambiato, e le firme dei gestori reggono',
    failed: 'NON SUPERATO',
    because: {
      changed: (about) => `il contenuto di ${about} non è più quello dichiarato`,
      missing: (about) => `manca ${about}`,
      added: (about) => `${about} è stato aggiunto`,
      form: (about) => `${about} non è nella forma dovuta`,
      inventory: (about) => `${about} non corrisponde all’inventario (data/manifest.json)`,
      installation: (about) => `la firma dell’installazione (${about}) non regge`,
      stamp: (about) => `la marca temporale (${about}) non regge, o è di un altro fascicolo`,
      signature: (about) => `la firma del gestore su ${about} non regge`,
      unsure: (about) => `la firma su ${about} non si può controllare con questo browser`,
      derived: (about) => `${about} non è ciò che il suo messaggio contiene`,
      role: (about) => `${about} non è ciò che il suo nome dice: il messaggio firmato attesta altro`,
      facts: (about) => `l’inventario dice di ${about} altro da ciò che è firmato`,
      links: (about) => `${about} è messo in relazione con un invio di cui non parla`,
      report: (about) => `il rapporto dice di ${about} altro dall’inventario`,
      answer: (about) => `il rapporto dà per consegnato a ${about}, ma nessuna ricevuta firmata lo dice`,
      sent: (about) => `${about} non è il messaggio che sta nella ricevuta completa: è un altro, o è stato cambiato`,
      log: (about) => `il registro non prova ciò che dice: ${about}`,
      logLacks: (about) => `il registro non ha la voce dell’arrivo di ${about}`,
      layout: () => 'il file .zip contiene byte che non tutti i programmi leggono allo stesso modo',
      unreadable: () => 'il file non si può leggere come fascicolo',
    },
    whatFails: 'Che cosa non regge',
    others: (count) => `e altri ${count}`,
    indeterminate: 'NON SI PUÒ DECIDERE: questo browser non sa controllare una delle firme',
    root: 'Impronta radice (SHA-256)',
    checks: 'Controlli',
    messages: 'Messaggi',
    columns: ['N.', 'File', 'Che cosa attesta', 'Firmato da', 'Ora della firma', 'Esito'],
    states: { passed: 'regge', failed: 'NON regge', indeterminate: 'non si può dire', notApplicable: 'senza firma provata all’esportazione', notRun: 'non eseguito' },
    names: {
      'bundle.structure': 'La forma è quella di un fascicolo (RFC 8493)',
      'bundle.root': 'I file di servizio sono quelli dell’impronta radice',
      'bundle.manifests': 'Ogni file ha l’impronta dichiarata (SHA-256 e SHA-512)',
      'bundle.complete': 'Nessun file aggiunto o tolto',
      'bundle.inventory': 'L’inventario corrisponde ai file',
      'bundle.attestation': 'Firma dell’installazione e marca temporale',
      'bundle.messages': 'Firma del gestore su ogni messaggio provato',
      'bundle.derived': 'I file derivati sono quelli che i messaggi contengono',
      'bundle.claims': 'Nomi, inventario e risposta dicono ciò che i messaggi firmati dicono',
      'bundle.sent': 'Il messaggio inviato è quello dentro le sue ricevute complete',
      'bundle.log': 'Le voci del registro stanno sotto il suo punto di controllo firmato',
    },
    none: { 'bundle.attestation': 'non ce ne sono', 'bundle.sent': 'non c’è una ricevuta completa con cui confrontarlo', 'bundle.log': 'il fascicolo non ne porta' },
    about: 'riguarda',
    stamped: 'Esisteva già il',
    logged: (entries, size) => `Registro dell’installazione: ${entries} voci su ${size} provate`,
    anchored: (first, size) => (first === size ? 'era già così il' : `le sue prime ${first} voci erano già così il`),
    unanchored: 'nessuna ancora lo fissa fuori dall’installazione',
    limitsTitle: 'Che cosa resta da guardare',
    limits: [
      'Il rapporto (data/report/) spiega e non prova: nessun gestore lo firma. Conta ciò che ogni messaggio attesta, nella tabella qui sopra.',
      'Questa pagina sta dentro il fascicolo: chi lo altera può alterare anche lei. In caso di dubbio usare i comandi openssl di LEGGIMI.txt, o una copia di questa pagina avuta per altra via.',
      'Le firme sono controllate sotto le autorità contenute nel fascicolo (data/trust/anchors.pem): confrontare la loro impronta con quella ottenuta da AgID per altra via. Una marca temporale vale quanto l’autorità il cui certificato le sta accanto.',
      'La revoca dei certificati si controlla con i comandi "openssl crl" e "openssl verify" di LEGGIMI.txt.',
    ],
    authorities: 'Autorità usate (SHA-256)',
    noCrypto: 'Questo browser non mette a disposizione la crittografia su pagine locali: aprire la pagina con un altro browser, o usare openssl.',
    language: 'English',
  },
  en: {
    title: 'Check of an evidence bundle',
    intro:
      'This page re-checks a bundle without network and without the program that made it: digests, completeness, the installation’s signature, the time-stamp, entries of the log, and the provider’s signature on every message. Nothing leaves this computer.',
    folder: 'Choose the folder of the bundle…',
    zip: 'Choose the .zip file…',
    drop: 'or drop the .zip file here',
    working: (done, total) => `${done} of ${total} files`,
    passed: 'PASSED: nothing has changed, and the providers’ signatures hold',
    failed: 'FAILED',
    because: {
      changed: (about) => `the content of ${about} is not the stated one any more`,
      missing: (about) => `${about} is missing`,
      added: (about) => `${about} was added`,
      form: (about) => `${about} is not in the form it must have`,
      inventory: (about) => `${about} does not fit the inventory (data/manifest.json)`,
      installation: (about) => `the signature of the installation (${about}) does not hold`,
      stamp: (about) => `the time-stamp (${about}) does not hold, or is of another bundle`,
      signature: (about) => `the provider’s signature on ${about} does not hold`,
      unsure: (about) => `the signature on ${about} cannot be checked by this browser`,
      derived: (about) => `${about} is not what its message holds`,
      role: (about) => `${about} is not what its name says: the signed message attests something else`,
      facts: (about) => `the inventory says of ${about} something else than what is signed`,
      links: (about) => `${about} is tied to a sending it does not speak of`,
      report: (about) => `the report says of ${about} something else than the inventory`,
      answer: (about) => `the report gives it as delivered to ${about}, but no signed receipt says so`,
      sent: (about) => `${about} is not the message that the complete receipt holds: another one, or changed`,
      log: (about) => `the log does not prove what it says: ${about}`,
      logLacks: (about) => `the log has no entry of the arrival of ${about}`,
      layout: () => 'the .zip file has bytes that not every program reads alike',
      unreadable: () => 'the file cannot be read as a bundle',
    },
    whatFails: 'What does not hold',
    others: (count) => `and ${count} more`,
    indeterminate: 'CANNOT BE DECIDED: this browser cannot check one of the signatures',
    root: 'Root digest (SHA-256)',
    checks: 'Checks',
    messages: 'Messages',
    columns: ['No.', 'File', 'What it attests', 'Signed by', 'Time of signature', 'Result'],
    states: { passed: 'holds', failed: 'does NOT hold', indeterminate: 'cannot be said', notApplicable: 'no signature proven at export', notRun: 'not run' },
    names: {
      'bundle.structure': 'The shape is that of a bundle (RFC 8493)',
      'bundle.root': 'The tag files are those of the root digest',
      'bundle.manifests': 'Every file has its stated digest (SHA-256 and SHA-512)',
      'bundle.complete': 'No file added or taken away',
      'bundle.inventory': 'The inventory fits the files',
      'bundle.attestation': 'Signature of the installation and time-stamp',
      'bundle.messages': 'Provider’s signature on every proven message',
      'bundle.derived': 'The derived files are those the messages hold',
      'bundle.claims': 'Names, inventory and answer say what the signed messages say',
      'bundle.sent': 'The sent message is the one inside its complete receipts',
      'bundle.log': 'The entries of the log stand under its signed checkpoint',
    },
    none: { 'bundle.attestation': 'there are none', 'bundle.sent': 'there is no complete receipt to hold it against', 'bundle.log': 'the bundle carries none' },
    about: 'about',
    stamped: 'Existed already on',
    logged: (entries, size) => `Log of the installation: ${entries} of ${size} entries proved`,
    anchored: (first, size) => (first === size ? 'it was so already on' : `its first ${first} entries were so already on`),
    unanchored: 'no anchor holds it fast outside of the installation',
    limitsTitle: 'What remains to be looked at',
    limits: [
      'The report (data/report/) explains and does not prove: no provider signs it. What counts is what each message attests, in the table above.',
      'This page lies inside the bundle: whoever alters the bundle can alter the page. When in doubt use the openssl commands of README.txt, or a copy of this page obtained elsewhere.',
      'Signatures are checked under the authorities in the bundle (data/trust/anchors.pem): compare their digests with those obtained from AgID by another road. A time-stamp is worth what the authority is worth whose certificate lies beside it.',
      'Revocation of certificates is checked by the commands "openssl crl" and "openssl verify" of README.txt.',
    ],
    authorities: 'Authorities used (SHA-256)',
    noCrypto: 'This browser offers no cryptography to local pages: open the page in another browser, or use openssl.',
    language: 'Italiano',
  },
};

// ------------------------------------------------------------------ bytes

const hex = (bytes) => Array.from(new Uint8Array(bytes), (octet) => octet.toString(16).padStart(2, '0')).join('');
const latin1 = (bytes) => {
  let text = '';
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return text;
};
const fromBase64 = (text) => Uint8Array.from(atob(text.replace(/[^A-Za-z0-9+/=]/g, '')), (character) => character.charCodeAt(0));
const same = (left, right) => left.length === right.length && left.every((octet, index) => octet === right[index]);
const joined = (chunks) => {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
};
const sha256 = async (bytes) => hex(await digest('SHA-256', bytes));
const digest = async (name, bytes) => new Uint8Array(await crypto.subtle.digest(name, bytes));

function pemBlocks(bytes, label) {
  const pattern = new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]*)-----END ${label}-----`, 'g');
  return [...latin1(bytes).matchAll(pattern)].map(([, body]) => fromBase64(body));
}

// ------------------------------------------------------------------ ASN.1 (X.690), BER and DER

function read(bytes, at, limit, depth = 0) {
  if (depth > 32 || at + 2 > limit) throw new Error('asn1');
  const tag = bytes[at];
  if ((tag & 0x1f) === 0x1f) throw new Error('asn1');
  const first = bytes[at + 1];
  if (first === 0x80) {
    let next = at + 2;
    while (!(bytes[next] === 0 && bytes[next + 1] === 0)) next = read(bytes, next, limit, depth + 1).end;
    if (next + 2 > limit) throw new Error('asn1');
    return { bytes, tag, start: at, content: at + 2, contentEnd: next, end: next + 2 };
  }
  const octets = first < 0x80 ? 0 : first & 0x7f;
  if (octets > 4) throw new Error('asn1');
  let length = first;
  if (octets > 0) {
    length = 0;
    for (let index = 0; index < octets; index += 1) length = length * 256 + bytes[at + 2 + index];
  }
  const content = at + 2 + octets;
  if (content + length > limit) throw new Error('asn1');
  return { bytes, tag, start: at, content, contentEnd: content + length, end: content + length };
}
const whole = (bytes) => {
  const element = read(bytes, 0, bytes.length);
  if (element.end !== bytes.length) throw new Error('asn1');
  return element;
};
function kids(element) {
  const found = [];
  for (let at = element.content; at < element.contentEnd;) {
    const child = read(element.bytes, at, element.contentEnd);
    found.push(child);
    at = child.end;
  }
  return found;
}
const content = (element) => element.bytes.subarray(element.content, element.contentEnd);
const encoding = (element) => element.bytes.subarray(element.start, element.end);
const octets = (element) => ((element.tag & 0x20) === 0 ? content(element) : joined(kids(element).map(octets)));
const bits = (element) => content(element).subarray(1);
function oid(element) {
  const bytes = content(element);
  const arcs = [];
  let arc = 0;
  for (const octet of bytes) {
    arc = arc * 128 + (octet & 0x7f);
    if (octet >= 0x80) continue;
    if (arcs.length === 0) arcs.push(Math.min(2, Math.floor(arc / 40)), arc - 40 * Math.min(2, Math.floor(arc / 40)));
    else arcs.push(arc);
    arc = 0;
  }
  return arcs.join('.');
}
function timeOf(element) {
  const text = latin1(content(element));
  const normal = element.tag === 0x17 ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text;
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:\.\d+)?Z$/.exec(normal);
  if (match === null) throw new Error('asn1');
  const [, year, month, day, hour, minute, second = '0'] = match;
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
}
/** A SET that stands under [0] IMPLICIT, as the signature covers it (RFC 5652 §5.4). */
function asSet(element) {
  const body = content(element);
  const { length } = body;
  const header = length < 0x80 ? [0x31, length] : length < 0x100 ? [0x31, 0x81, length] : [0x31, 0x82, length >> 8, length & 0xff];
  return joined([Uint8Array.from(header), body]);
}

// ------------------------------------------------------------------ algorithms, keys

const DIGESTS = {
  '1.3.14.3.2.26': 'SHA-1',
  '2.16.840.1.101.3.4.2.1': 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
};
const SIGNATURES = {
  '1.2.840.113549.1.1.1': { kind: 'rsa', hash: null },
  '1.2.840.113549.1.1.5': { kind: 'rsa', hash: 'SHA-1' },
  '1.2.840.113549.1.1.11': { kind: 'rsa', hash: 'SHA-256' },
  '1.2.840.113549.1.1.12': { kind: 'rsa', hash: 'SHA-384' },
  '1.2.840.113549.1.1.13': { kind: 'rsa', hash: 'SHA-512' },
  '1.2.840.113549.1.1.10': { kind: 'pss', hash: null },
  '1.2.840.10045.4.1': { kind: 'ec', hash: 'SHA-1' },
  '1.2.840.10045.4.3.2': { kind: 'ec', hash: 'SHA-256' },
  '1.2.840.10045.4.3.3': { kind: 'ec', hash: 'SHA-384' },
  '1.2.840.10045.4.3.4': { kind: 'ec', hash: 'SHA-512' },
};
const CURVES = { '1.2.840.10045.3.1.7': ['P-256', 32], '1.3.132.0.34': ['P-384', 48], '1.3.132.0.35': ['P-521', 66] };

/** RSASSA-PSS-params (RFC 8017 A.2.3): digest and length of the salt. */
function pssParameters(parameters) {
  let hash = 'SHA-1';
  let saltLength = 20;
  for (const field of parameters === undefined ? [] : kids(parameters)) {
    const [inner] = kids(field);
    if (field.tag === 0xa0) hash = DIGESTS[oid(kids(inner)[0])];
    if (field.tag === 0xa2) saltLength = content(inner).reduce((sum, octet) => sum * 256 + octet, 0);
  }
  return { hash, saltLength };
}

/** True, false, or null when this browser cannot say. */
async function verifies(spki, algorithm, fallbackHash, data, signature) {
  const [name, parameters] = kids(algorithm);
  const known = SIGNATURES[oid(name)];
  if (known === undefined) return null;
  try {
    if (known.kind === 'ec') {
      const curve = CURVES[oid(kids(kids(whole(spki))[0])[1])];
      if (curve === undefined) return null;
      const key = await crypto.subtle.importKey('spki', spki, { name: 'ECDSA', namedCurve: curve[0] }, false, ['verify']);
      return await crypto.subtle.verify({ name: 'ECDSA', hash: known.hash }, key, rawSignature(signature, curve[1]), data);
    }
    const pss = known.kind === 'pss' ? pssParameters(parameters) : null;
    const hash = pss?.hash ?? known.hash ?? fallbackHash;
    if (hash === undefined || hash === null) return null;
    const scheme = pss === null ? 'RSASSA-PKCS1-v1_5' : 'RSA-PSS';
    const key = await crypto.subtle.importKey('spki', spki, { name: scheme, hash }, false, ['verify']);
    return await crypto.subtle.verify(pss === null ? scheme : { name: scheme, saltLength: pss.saltLength }, key, signature, data);
  } catch {
    return null;
  }
}

/** ECDSA-Sig-Value (RFC 3279 §2.2.3) as WebCrypto wants it. A malformed one verifies with no key. */
function rawSignature(der, size) {
  const raw = new Uint8Array(size * 2);
  try {
    kids(whole(der)).forEach((element, index) => {
      const value = content(element);
      const bare = value.subarray(value.findIndex((octet) => octet !== 0));
      if (bare.length <= size) raw.set(bare, size * (index + 1) - bare.length);
    });
  } catch {
    raw.fill(0);
  }
  return raw;
}

// ------------------------------------------------------------------ certificates (RFC 5280)

function certificate(der) {
  const [tbs, algorithm, signature] = kids(whole(der));
  const fields = kids(tbs);
  const at = fields[0].tag === 0xa0 ? 1 : 0;
  const [serial, , issuer, validity, subject, spki] = fields.slice(at);
  const [notBefore, notAfter] = kids(validity).map(timeOf);
  const extensions = new Map();
  const wrapped = fields.find(({ tag }) => tag === 0xa3);
  for (const extension of wrapped === undefined ? [] : kids(kids(wrapped)[0])) {
    const parts = kids(extension);
    extensions.set(oid(parts[0]), octets(parts.at(-1)));
  }
  const constraints = extensions.get('2.5.29.19');
  const usages = extensions.get('2.5.29.37');
  const names = extensions.get('2.5.29.17');
  return {
    der,
    tbs: encoding(tbs),
    algorithm,
    signature: bits(signature),
    serial: hex(content(serial)),
    issuer: hex(encoding(issuer)),
    subject: hex(encoding(subject)),
    spki: encoding(spki),
    keyId: extensions.has('2.5.29.14') ? hex(content(whole(extensions.get('2.5.29.14')))) : null,
    notBefore,
    notAfter,
    isAuthority: constraints !== undefined && kids(whole(constraints)).some((field) => field.tag === 1 && content(field)[0] !== 0),
    usages: usages === undefined ? null : kids(whole(usages)).map(oid),
    emails: names === undefined ? [] : kids(whole(names)).filter(({ tag }) => tag === 0x81).map((name) => latin1(content(name)).toLowerCase()),
  };
}
function readable(encodings) {
  return encodings.flatMap((der) => {
    try {
      return [certificate(der)];
    } catch {
      return [];
    }
  });
}

/** 'passed' with a path to an anchor, 'failed', or 'indeterminate'. An anchor ends the path whoever issued it. */
async function pathTo(signer, others, anchors, at) {
  const valid = ({ notBefore, notAfter }) => notBefore <= at && at <= notAfter;
  let unsure = false;
  let current = signer;
  for (let depth = 0; depth < 8; depth += 1) {
    if (!valid(current)) return 'failed';
    if (anchors.some((anchor) => same(anchor.der, current.der))) return 'passed';
    let next = null;
    for (const candidate of [...anchors, ...others]) {
      if (candidate.subject !== current.issuer || !candidate.isAuthority || !valid(candidate)) continue;
      const answer = await verifies(candidate.spki, current.algorithm, null, current.tbs, current.signature);
      if (answer === null) unsure = true;
      if (answer !== true) continue;
      next = candidate;
      break;
    }
    if (next === null) return unsure ? 'indeterminate' : 'failed';
    current = next;
  }
  return 'failed';
}

// ------------------------------------------------------------------ CMS (RFC 5652)

/** The one signer of a SignedData, its certificates and content; null when it is not of that shape. */
function signedData(der) {
  const [type, wrapped] = kids(whole(der));
  if (oid(type) !== '1.2.840.113549.1.7.2') return null;
  const fields = kids(kids(wrapped)[0]);
  const [contentType, carried] = kids(fields[2]);
  const bag = fields.find(({ tag }) => tag === 0xa0);
  const signers = kids(fields.at(-1));
  if (fields.at(-1).tag !== 0x31 || signers.length !== 1) return null;
  const parts = kids(signers[0]);
  const attributes = parts[3].tag === 0xa0 ? parts[3] : null;
  const after = attributes === null ? 3 : 4;
  return {
    contentType: oid(contentType),
    content: carried === undefined ? null : octets(kids(carried)[0]),
    certificates: readable(bag === undefined ? [] : kids(bag).filter(({ tag }) => tag === 0x30).map(encoding)),
    identifier: parts[1],
    hash: DIGESTS[oid(kids(parts[2])[0])],
    attributes,
    algorithm: parts[after],
    signature: octets(parts[after + 1]),
  };
}

function attribute(signed, wanted) {
  const found = kids(signed.attributes).filter((field) => oid(kids(field)[0]) === wanted);
  return found.length === 1 ? kids(kids(found[0])[1])[0] : undefined;
}

function signerOf(signed) {
  const { identifier, certificates } = signed;
  if (identifier.tag === 0x80) return certificates.find(({ keyId }) => keyId === hex(content(identifier)));
  const [issuer, serial] = kids(identifier);
  return certificates.find((one) => one.issuer === hex(encoding(issuer)) && one.serial === hex(content(serial)));
}

/** Digest, attributes and signature value over `data` (RFC 5652 §5.4, §5.6). */
async function signatureHolds(signed, signer, data, contentType) {
  if (signed.hash === undefined) return 'indeterminate';
  const reckoned = await digest(signed.hash, data);
  let covered = data;
  if (signed.attributes !== null) {
    const type = attribute(signed, '1.2.840.113549.1.9.3');
    const stated = attribute(signed, '1.2.840.113549.1.9.4');
    if (type === undefined || stated === undefined || oid(type) !== contentType || !same(octets(stated), reckoned)) return 'failed';
    covered = asSet(signed.attributes);
  } else if (contentType !== '1.2.840.113549.1.7.1') return 'failed';
  const answer = await verifies(signer.spki, signed.algorithm, signed.hash, covered, signed.signature);
  return answer === null ? 'indeterminate' : answer ? 'passed' : 'failed';
}

// ------------------------------------------------------------------ messages (RFC 5322, RFC 1847)

function headersOf(text) {
  const end = /\r?\n\r?\n/.exec(text);
  const block = text.slice(0, end === null ? text.length : end.index).replace(/\r?\n[ \t]+/g, ' ');
  return block.split(/\r?\n/).map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
  });
}

/** Of a multipart; undefined where the value names none. */
function boundaryOf(type) {
  const [, quoted, bare] = /;\s*boundary\s*=\s*(?:"([^"]+)"|([^\s;"]+))/i.exec(type) ?? [];
  return quoted ?? bare;
}

/** Lines of that boundary: what stands before each, and "--" where it is the last (RFC 2046 §5.1.1). `before`: a pattern. */
function delimiters(text, boundary, before) {
  const escaped = boundary.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return [...text.matchAll(new RegExp(`(${before})--${escaped}(--)?[ \\t]*(?=\\r?\\n|$)`, 'g'))];
}

/** Signed part (exact bytes) and signature of a multipart/signed; null when it is not exactly that. */
function partsOf(bytes) {
  const text = latin1(bytes);
  const headers = headersOf(text);
  const types = headers.filter(([name]) => name === 'content-type');
  if (types.length !== 1 || !/^multipart\/signed\b/i.test(types[0][1])) return null;
  const boundary = boundaryOf(types[0][1]);
  if (boundary === undefined) return null;
  const lines = delimiters(text, boundary, '\\r?\\n');
  const [first, second, last] = lines;
  if (lines.length !== 3 || first[2] !== undefined || second[2] !== undefined || last[2] === undefined) return null;
  const startOf = (match) => text.indexOf('\n', match.index + match[1].length) + 1;
  const signature = text.slice(startOf(second), last.index);
  const gap = /\r?\n\r?\n/.exec(signature);
  if (gap === null) return null;
  const inner = headersOf(signature);
  if (!/base64/i.test(inner.find(([name]) => name === 'content-transfer-encoding')?.[1] ?? '')) return null;
  return {
    from: headers.filter(([name]) => name === 'from').map(([, value]) => value),
    part: bytes.subarray(startOf(first), second.index),
    cms: fromBase64(signature.slice(gap.index)),
  };
}

/** Line ends as they were signed (RFC 8551 §3.1.1). */
function canonical(part) {
  const text = latin1(part);
  if (!/(^|[^\r])\n/.test(text)) return part;
  return Uint8Array.from(text.replace(/\r?\n/g, '\r\n'), (character) => character.charCodeAt(0));
}

/** Direct parts of the signed multipart/mixed, as bytes of their bodies with their headers. */
function mixedParts(part) {
  const text = latin1(part);
  const type = headersOf(text).find(([name]) => name === 'content-type')?.[1] ?? '';
  const boundary = /^multipart\/mixed\b/i.test(type) ? boundaryOf(type) : undefined;
  if (boundary === undefined) return [];
  const lines = delimiters(text, boundary, '^|\\r?\\n');
  return lines.slice(0, -1).flatMap((line, index) => {
    const from = text.indexOf('\n', line.index + line[0].length) + 1;
    const inside = text.slice(from, lines[index + 1].index);
    const gap = /^\r?\n|\r?\n\r?\n/.exec(inside);
    return gap === null ? [] : [{ headers: headersOf(inside), body: part.subarray(from + gap.index + gap[0].length, lines[index + 1].index) }];
  });
}

function decoded({ headers, body }) {
  const encoding = (headers.find(([name]) => name === 'content-transfer-encoding')?.[1] ?? '').toLowerCase();
  if (encoding.startsWith('base64')) return fromBase64(latin1(body));
  if (!encoding.startsWith('quoted-printable')) return body;
  const text = latin1(body).replace(/[ \t]*=[ \t]*\r?\n/g, '').replace(/=([0-9A-Fa-f]{2})/g, (_, octet) => String.fromCharCode(parseInt(octet, 16)));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** The certified data of the signed part; null where there is not exactly one daticert.xml (an anomaly envelope has none). */
function certified(part) {
  const found = mixedParts(part).filter(({ headers }) => headers.some(([name, value]) => /^content-(type|disposition)$/.test(name) && /name="?daticert\.xml"?/i.test(value)));
  if (found.length !== 1) return null;
  const bytes = decoded(found[0]);
  const text = new TextDecoder().decode(bytes);
  // A document type could put words into the data that its bytes do not show.
  if (/<!DOCTYPE/i.test(text)) return null;
  const xml = new DOMParser().parseFromString(text, 'application/xml');
  const one = (selector) => xml.querySelector(selector)?.textContent.trim() ?? null;
  const tipo = xml.querySelector('postacert')?.getAttribute('tipo') ?? null;
  return { bytes, tipo, time: providerTime(xml), msgid: one('dati > msgid'), identificativo: one('dati > identificativo'), consegna: one('dati > consegna'), subject: one('intestazione > oggetto'), extent: xml.querySelector('dati > ricevuta')?.getAttribute('tipo') ?? null };
}

/** Of the provider's clock, as daticert.xml writes it; null where it does not. */
function providerTime(xml) {
  const data = xml.querySelector('dati > data');
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(data?.getAttribute('zona')?.trim() ?? '') ?? [];
  const [, day, month, year] = /^(\d\d?)\/(\d\d?)\/(\d{4})$/.exec(data?.querySelector('giorno')?.textContent.trim() ?? '') ?? [];
  const [, hour, minute, second] = /^(\d\d?):(\d\d):(\d\d)$/.exec(data?.querySelector('ora')?.textContent.trim() ?? '') ?? [];
  if (sign === undefined || day === undefined || hour === undefined) return null;
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60000 : 60000);
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)) - offset;
}

const ROLES = {
  accettazione: ['accettazione'],
  'non-accettazione': ['non-accettazione'],
  'presa-in-carico': ['altro'],
  'avvenuta-consegna': ['consegna'],
  'errore-consegna': ['mancata-consegna'],
  'preavviso-errore-consegna': ['preavviso'],
  'rilevazione-virus': ['mancata-consegna'],
  'posta-certificata': ['trasporto'],
};
const PLAIN = ['inviato', 'ricevuto', 'altro'];

const SAME_TIME = 600000;

/** Of two signed times far apart the later one counts (PEC-REFERENCE §3.6); the inventory may say any. Null without one. */
function signedTime(signed, data) {
  const stated = signed.attributes === null ? undefined : attribute(signed, '1.2.840.113549.1.9.5');
  const certifiedTime = data?.time ?? null;
  if (stated === undefined) return certifiedTime;
  const at = timeOf(stated);
  return certifiedTime !== null && certifiedTime > at + SAME_TIME ? certifiedTime : at;
}

async function judgeMessage(bytes, entry, trust) {
  const parts = partsOf(bytes);
  if (parts === null) return { state: 'failed', by: null };
  const signed = signedData(parts.cms);
  const signer = signed === null ? undefined : signerOf(signed);
  if (signed === null || signer === undefined || signed.content !== null) return { state: 'failed', by: null };
  const [address, ...more] = parts.from.flatMap((value) => [...value.matchAll(/[^\s<>",;:()]+@[^\s<>",;:()]+/g)].map(([found]) => found.toLowerCase()));
  const by = signer.emails[0] ?? null;
  const from = /<([^<>\s]+@[^<>\s]+)>\s*$/.exec(parts.from[0] ?? '')?.[1]?.toLowerCase() ?? (more.length === 0 ? address : undefined);
  if (parts.from.length !== 1 || from === undefined || !signer.emails.includes(from)) return { state: 'failed', by };
  if (signer.usages !== null && !signer.usages.includes('1.3.6.1.5.5.7.3.4')) return { state: 'failed', by };
  const exact = await signatureHolds(signed, signer, canonical(parts.part), '1.2.840.113549.1.7.1');
  if (exact !== 'passed') return { state: exact, by };
  const data = certified(parts.part);
  const at = signedTime(signed, data) ?? Number(entry.signature?.verifyAt?.epoch) * 1000;
  const state = await pathTo(signer, [...signed.certificates, ...trust.chain], trust.anchors, at);
  return { state, by, at, signedPart: parts.part, cms: parts.cms, certificates: signed.certificates, data };
}

async function judgeStamp(response, root, anchors, chain) {
  const [status, wrapped] = kids(whole(response));
  if (content(kids(status)[0])[0] > 1 || wrapped === undefined) return null;
  const signed = signedData(encoding(wrapped));
  const signer = signed === null ? undefined : signerOf(signed);
  if (signed === null || signer === undefined || signed.content === null) return null;
  const info = kids(whole(signed.content));
  const [algorithm, imprint] = kids(info[2]);
  const hash = DIGESTS[oid(kids(algorithm)[0])];
  if (hash === undefined || !same(content(imprint), await digest(hash, root))) return null;
  if ((await signatureHolds(signed, signer, signed.content, '1.2.840.113549.1.9.16.1.4')) !== 'passed') return null;
  if (signer.usages === null || !signer.usages.includes('1.3.6.1.5.5.7.3.8')) return null;
  const at = timeOf(info[4]);
  return (await pathTo(signer, [...signed.certificates, ...chain], anchors, at)) === 'passed' ? at : null;
}

// ------------------------------------------------------------------ the bag

const PATH = /^(?:LEGGIMI\.txt|README\.txt|(?!.*(?:^|\/)\.{1,2}(?:\/|$))[a-z0-9._-]+(?:\/[a-z0-9._-]+)*)$/;
const ROOT = 'tagmanifest-sha256.txt';
const BAGIT = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';

function manifest(bytes, digits) {
  const text = latin1(bytes ?? new Uint8Array());
  const entries = new Map();
  if (text !== '' && !text.endsWith('\n')) return null;
  for (const line of text.split('\n').slice(0, -1)) {
    const match = new RegExp(`^([0-9a-f]{${digits}})  (.+)$`).exec(line);
    if (match === null || !PATH.test(match[2]) || entries.has(match[2])) return null;
    entries.set(match[2], match[1]);
  }
  return entries;
}

/** Files of a folder chosen in the browser, without the folder's own name. */
function fromFolder(list) {
  return [...list].map((file) => ({ path: file.webkitRelativePath.split('/').slice(1).join('/'), bytes: async () => new Uint8Array(await file.arrayBuffer()) }));
}

/** Members of a ZIP by its central directory (APPNOTE §4.3.12); stored or deflated. */
async function fromZip(file) {
  const tail = new Uint8Array(await file.slice(Math.max(0, file.size - 70000)).arrayBuffer());
  const base = Math.max(0, file.size - 70000);
  let end = -1;
  for (let at = tail.length - 22; at >= 0 && end < 0; at -= 1) if (tail[at] === 0x50 && tail[at + 1] === 0x4b && tail[at + 2] === 5 && tail[at + 3] === 6) end = at;
  if (end < 0) throw new Error('zip');
  const view = new DataView(tail.buffer);
  let size = view.getUint32(end + 12, true);
  let start = view.getUint32(end + 16, true);
  let count = view.getUint16(end + 10, true);
  if (start === 0xffffffff || size === 0xffffffff || count === 0xffff) {
    const wide = Number(view.getBigUint64(end - 20 + 8, true)) - base;
    count = Number(view.getBigUint64(wide + 32, true));
    size = Number(view.getBigUint64(wide + 40, true));
    start = Number(view.getBigUint64(wide + 48, true));
  }
  const central = new DataView(await file.slice(start, start + size).arrayBuffer());
  const files = [];
  const extents = { read: [], plain: true };
  const folders = [];
  let top = null;
  for (let at = 0; files.length < count;) {
    if (central.getUint32(at, true) !== 0x02014b50) throw new Error('zip');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => central.getUint16(at + offset, true));
    const method = central.getUint16(at + 10, true);
    let packed = central.getUint32(at + 20, true);
    let plain = central.getUint32(at + 24, true);
    let offset = central.getUint32(at + 42, true);
    let extra = at + 46 + nameLength;
    for (const extraEnd = extra + extraLength; extra < extraEnd; extra += 4 + central.getUint16(extra + 2, true)) {
      if (central.getUint16(extra, true) !== 1) continue;
      let field = extra + 4;
      const wide = () => Number(central.getBigUint64((field += 8) - 8, true));
      if (plain === 0xffffffff) plain = wide();
      if (packed === 0xffffffff) packed = wide();
      if (offset === 0xffffffff) offset = wide();
    }
    const name = new TextDecoder().decode(new Uint8Array(central.buffer, at + 46, nameLength));
    at += 46 + nameLength + extraLength + commentLength;
    if (name.endsWith('/')) {
      count -= 1;
      folders.push({ name, offset, packed, plain, method });
      continue;
    }
    const folder = name.slice(0, name.indexOf('/') + 1);
    top ??= folder;
    if (folder === '' || folder !== top) throw new Error('zip');
    files.push({ path: name.slice(folder.length), bytes: () => member(file, { name, offset, packed, plain, method }, extents) });
  }
  // Every byte of the file belongs to a member, the directory or its end: programs that look elsewhere find nothing else.
  const rest = file.size - start - size;
  if (rest !== 22 && rest !== 98) extents.plain = false;
  files.plain = async () => {
    for (const folder of folders) await member(file, folder, extents);
    return extents.plain && tiles(extents.read, start);
  };
  return files;
}

const DESCRIPTORS = [0, 12, 16, 20, 24];
function tiles(read, start) {
  let at = 0;
  for (const [from, to] of read.toSorted(([left], [right]) => left - right)) {
    if (!DESCRIPTORS.includes(from - at)) return false;
    at = to;
  }
  return DESCRIPTORS.includes(start - at);
}

async function member(file, { name, offset, packed, plain, method }, extents) {
  const local = new DataView(await file.slice(offset, offset + 30 + name.length * 3).arrayBuffer());
  const from = offset + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  if (!extents.read.some(([known]) => known === offset)) extents.read.push([offset, from + packed]);
  const own = new TextDecoder().decode(new Uint8Array(local.buffer, 30, Math.min(local.getUint16(26, true), local.byteLength - 30)));
  if (own !== name || local.getUint16(8, true) !== method) extents.plain = false;
  const data = file.slice(from, from + packed);
  if (method === 0) return new Uint8Array(await data.arrayBuffer());
  if (method !== 8 || plain > packed * 1200 + 1048576) throw new Error('zip');
  return new Uint8Array(await new Response(data.stream().pipeThrough(new DecompressionStream('deflate-raw'))).arrayBuffer());
}

const KEPT = /^(?:data\/report\/verification\.json|bagit\.txt|tagmanifest-sha256\.txt|manifest-sha(?:256|512)\.txt|data\/manifest\.json|data\/trust\/(?:anchors|chain)\.pem|data\/audit\/.+|attest\/[^/]+)$/;

/** The same checks as `plico verify`, with the same ids. */
async function verifyBundle(files, onProgress) {
  const sums = new Map();
  const kept = new Map();
  const checks = [];
  const findings = [];
  /** `why` is a key of `because`; all that is found of a check is told, the first of it in its line. */
  const note = (id, status, found = []) => {
    checks.push({ id, status, about: found[0]?.about ?? '' });
    if (status === 'failed' || status === 'indeterminate') findings.push(...found.map((one) => ({ ...one, status })));
  };
  let well = files.length > 0 && new Set(files.map(({ path }) => path)).size === files.length && files.every(({ path }) => PATH.test(path));
  for (const [index, file] of files.entries()) {
    const bytes = await file.bytes();
    sums.set(file.path, { sha256: hex(await digest('SHA-256', bytes)), sha512: hex(await digest('SHA-512', bytes)) });
    if (KEPT.test(file.path)) kept.set(file.path, bytes);
    onProgress(index + 1, files.length);
  }
  const required = ['bagit.txt', ROOT, 'manifest-sha256.txt', 'manifest-sha512.txt', 'data/manifest.json'];
  well = well && required.every((path) => kept.has(path)) && latin1(kept.get('bagit.txt')) === BAGIT;
  const plain = (await files.plain?.()) ?? true;
  const odd = files.filter(({ path }) => !PATH.test(path)).map(({ path }) => ({ why: 'form', about: path }));
  const lacking = required.filter((path) => !kept.has(path)).map((path) => ({ why: 'missing', about: path }));
  const other = kept.has('bagit.txt') && latin1(kept.get('bagit.txt')) !== BAGIT ? [{ why: 'form', about: 'bagit.txt' }] : [];
  note('bundle.structure', well && plain ? 'passed' : 'failed', [...(plain ? [] : [{ why: 'layout', about: '' }]), ...odd, ...lacking, ...other]);
  checkRoot(sums, kept, note);
  checkManifests(sums, kept, note);
  const inventory = readInventory(kept.get('data/manifest.json'));
  checkInventory(sums, inventory, note);
  const stamped = await checkAttestation(kept, note);
  const trust = {
    anchors: readable(pemBlocks(kept.get('data/trust/anchors.pem') ?? new Uint8Array(), 'CERTIFICATE')),
    chain: readable(pemBlocks(kept.get('data/trust/chain.pem') ?? new Uint8Array(), 'CERTIFICATE')),
  };
  const rows = await checkMessages(files, inventory, trust, note);
  await checkDerived(rows, sums, note);
  checkClaims(inventory, kept.get('data/report/verification.json'), rows, note);
  checkSent(inventory, rows, note);
  const logged = await checkLog(inventory, kept, sums, trust, note);
  const decisive = checks.find(({ status }) => status === 'failed') ?? checks.find(({ status }) => status === 'indeterminate');
  const authorities = await Promise.all(trust.anchors.map(async ({ der }) => hex(await digest('SHA-256', der))));
  return {
    indication: decisive === undefined ? 'passed' : decisive.status,
    because: decisive?.id ?? null,
    root: sums.get(ROOT)?.sha256 ?? null,
    checks,
    // Only the gravest kind: beside what fails, what cannot be said is no news. Messages first: they are the evidence.
    findings: [true, false].flatMap((mail) => findings.filter(({ status, about }) => status === decisive?.status && about.startsWith('data/messages/') === mail)),
    rows,
    stamped,
    logged,
    authorities,
  };
}

function checkRoot(sums, kept, note) {
  const listed = manifest(kept.get(ROOT), 64);
  if (listed === null || listed.size === 0) return note('bundle.root', 'failed', [{ why: 'form', about: ROOT }]);
  const wrong = [...listed].filter(([path, sum]) => sums.get(path)?.sha256 !== sum).map(([path]) => ({ why: sums.has(path) ? 'changed' : 'missing', about: path }));
  const added = [...sums.keys()].filter((path) => !path.startsWith('data/') && !path.startsWith('attest/') && path !== ROOT && !listed.has(path));
  const found = [...wrong, ...added.map((about) => ({ why: 'added', about }))];
  return note('bundle.root', found.length === 0 ? 'passed' : 'failed', found);
}

function checkManifests(sums, kept, note) {
  const lists = [
    ['sha256', manifest(kept.get('manifest-sha256.txt'), 64)],
    ['sha512', manifest(kept.get('manifest-sha512.txt'), 128)],
  ];
  const unreadable = lists.filter(([, listed]) => listed === null).map(([name]) => ({ why: 'form', about: `manifest-${name}.txt` }));
  const wrong = lists.flatMap(([name, listed]) => [...(listed ?? [])].filter(([path, stated]) => sums.has(path) && sums.get(path)[name] !== stated).map(([path]) => path));
  const changed = [...unreadable, ...[...new Set(wrong)].map((about) => ({ why: 'changed', about }))];
  note('bundle.manifests', changed.length > 0 ? 'failed' : 'passed', changed);
  if (unreadable.length > 0) return note('bundle.complete', 'notRun');
  const payload = [...sums.keys()].filter((path) => path.startsWith('data/'));
  const gone = new Set(lists.flatMap(([, listed]) => [...listed.keys()].filter((path) => !sums.has(path))));
  const added = new Set(lists.flatMap(([, listed]) => payload.filter((path) => !listed.has(path))));
  const odd = [...[...gone].map((about) => ({ why: 'missing', about })), ...[...added].map((about) => ({ why: 'added', about }))];
  return note('bundle.complete', odd.length === 0 ? 'passed' : 'failed', odd);
}

function readInventory(bytes) {
  try {
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return value.schema === 'pec-evidence/1' && Array.isArray(value.messages) && Array.isArray(value.files) ? value : null;
  } catch {
    return null;
  }
}

function checkInventory(sums, inventory, note) {
  const own = 'data/manifest.json';
  if (inventory === null) return note('bundle.inventory', 'failed', [{ why: 'form', about: own }]);
  const listed = new Set(inventory.files.map(({ path }) => path));
  const differs = [
    ...inventory.files.filter((row) => sums.get(row.path)?.sha256 !== row.sha256 || sums.get(row.path)?.sha512 !== row.sha512),
    ...inventory.messages.filter((row) => sums.get(row.path)?.sha256 !== row.sha256 || !String(row.path).endsWith(`-${String(row.sha256).slice(0, 16)}.eml`)),
  ].map(({ path }) => String(path));
  const unlisted = [...sums.keys()].filter((path) => path.startsWith('data/') && path !== own && !listed.has(path));
  const mails = [...sums.keys()].filter((path) => /^data\/messages\/[^/]+\.eml$/.test(path));
  const all = new Set(inventory.messages.map(({ path }) => path)).size === mails.length && inventory.messages.length === mails.length;
  const odd = [...new Set([...differs, ...unlisted, ...(all ? [] : [own])])].map((about) => ({ why: 'inventory', about }));
  return note('bundle.inventory', odd.length === 0 ? 'passed' : 'failed', odd);
}

async function checkAttestation(kept, note) {
  const root = kept.get(ROOT) ?? new Uint8Array();
  const signature = kept.get('attest/root.sig');
  const response = kept.get('attest/root.tsr');
  let stamped = null;
  if (signature === undefined && !kept.has('attest/installation.crt') && response === undefined) {
    note('bundle.attestation', 'notApplicable');
    return null;
  }
  if (signature !== undefined || kept.has('attest/installation.crt')) {
    const [own] = readable(pemBlocks(kept.get('attest/installation.crt') ?? new Uint8Array(), 'CERTIFICATE'));
    const holds = own !== undefined && signature !== undefined && (await verifies(own.spki, own.algorithm, null, root, signature));
    if (holds !== true) {
      note('bundle.attestation', 'failed', [{ why: 'installation', about: 'attest/root.sig' }]);
      return null;
    }
  }
  if (response !== undefined) {
    const anchors = readable(pemBlocks(kept.get('attest/tsa-root.pem') ?? new Uint8Array(), 'CERTIFICATE'));
    const chain = readable(pemBlocks(kept.get('attest/tsa-chain.pem') ?? new Uint8Array(), 'CERTIFICATE'));
    stamped = await judgeStamp(response, root, anchors, chain).catch(() => null);
    if (stamped === null) {
      note('bundle.attestation', 'failed', [{ why: 'stamp', about: 'attest/root.tsr' }]);
      return null;
    }
  }
  note('bundle.attestation', 'passed');
  return stamped;
}

async function checkMessages(files, inventory, trust, note) {
  if (inventory === null) {
    note('bundle.messages', 'notRun');
    return [];
  }
  const byPath = new Map(files.map((file) => [file.path, file]));
  const rows = [];
  for (const entry of inventory.messages) {
    const file = byPath.get(entry.path);
    if (entry.indication !== 'passed') {
      const own = entry.role === 'inviato' && file !== undefined ? await fingerprint(await file.bytes()) : null;
      rows.push({ n: entry.n, path: entry.path, by: null, at: null, state: 'notApplicable', entry, own });
      continue;
    }
    // A message without a signature that was judged as ordinary mail claims nothing.
    const judged = file === undefined ? { state: 'failed', by: null } : await judgeMessage(await file.bytes(), entry, trust).catch(() => ({ state: 'failed', by: null }));
    const derived = judged.state === 'passed' ? await derivedSums(judged) : null;
    rows.push({ n: entry.n, path: entry.path, by: judged.by, at: Number.isFinite(judged.at) ? instant(judged.at) : null, state: judged.state, entry, data: judged.data, derived, original: await originalOf(judged) });
  }
  const bad = ['failed', 'indeterminate'].map((wanted) => rows.filter(({ state }) => state === wanted)).find((found) => found.length > 0) ?? [];
  const found = bad.map(({ state, path }) => ({ why: state === 'failed' ? 'signature' : 'unsure', about: path }));
  note('bundle.messages', bad[0]?.state ?? 'passed', found);
  return rows;
}

// What lies under data/derived/ is what the message holds: an expert reads daticert.xml there.
async function derivedSums({ signedPart, cms, certificates, data }) {
  const pem = (der) => `-----BEGIN CERTIFICATE-----\n${btoa(latin1(der)).replace(/(.{64})(?=.)/g, '$1\n')}\n-----END CERTIFICATE-----\n`;
  const text = new TextEncoder();
  const original = mixedParts(signedPart).filter(({ headers }) => headers.some(([name, value]) => name === 'content-type' && /^message\/rfc822\b/i.test(value)));
  return {
    'signed-part.bin': [await sha256(signedPart)],
    'smime.p7s': [await sha256(cms)],
    'signer.pem': await Promise.all(certificates.map(({ der }) => sha256(text.encode(pem(der))))),
    'daticert.xml': data === null ? [] : [await sha256(data.bytes)],
    'postacert.eml': await Promise.all(original.map(({ body }) => sha256(body))),
  };
}

async function checkDerived(rows, sums, note) {
  const odd = rows.flatMap(({ n, derived, state }) => {
    if (state !== 'passed') return [];
    const folder = `data/derived/${String(n).padStart(4, '0')}/`;
    const here = [...sums.keys()].filter((path) => path.startsWith(folder));
    return here.filter((path) => !derived[path.slice(folder.length)]?.includes(sums.get(path).sha256));
  });
  note('bundle.derived', odd.length === 0 ? 'passed' : 'failed', odd.map((about) => ({ why: 'derived', about })));
}

// Names, inventory, links and answer may be made anew with all digests; what is signed may not.
function checkClaims(inventory, bytes, rows, note) {
  if (inventory === null || rows.some(({ entry, state }) => entry.indication === 'passed' && state !== 'passed')) return note('bundle.claims', 'notRun');
  const found = [];
  const answers = readAnswers(bytes);
  if (answers === null) found.push({ why: 'form', about: 'data/report/verification.json' });
  for (const { n, path, entry, data } of rows) {
    const { role, sha256: sum, indication } = entry;
    const named = path === `data/messages/${String(n).padStart(4, '0')}-${role}-${String(sum).slice(0, 16)}.eml`;
    // Signed without certified data: an anomaly envelope (RFC 6109 §3), or no certified mail at all.
    const allowed = indication !== 'passed' ? PLAIN : data === null ? [...PLAIN, 'anomalia'] : (ROLES[data.tipo] ?? []);
    if (!named || !allowed.includes(role)) found.push({ why: 'role', about: path });
    const told = entry.signature?.daticert ?? null;
    if (data == null || told === null) continue;
    if (!['msgid', 'identificativo', 'consegna'].every((fact) => sameId(told[fact], data[fact])) || (Date.parse(told.time) || null) !== data.time) found.push({ why: 'facts', about: path });
  }
  const proven = rows.filter(({ state, data }) => state === 'passed' && data !== null);
  for (const { from } of inventory.links ?? []) {
    const row = proven.find(({ n }) => n === from);
    if (row !== undefined && !(answers ?? []).some((answer) => speaksOf(row.data, answer))) found.push({ why: 'links', about: row.path });
  }
  for (const answer of answers ?? [])
    for (const { address, status } of answer.state.recipients) {
      const delivered = ({ data }) => data.tipo === 'avvenuta-consegna' && data.consegna?.toLowerCase() === address.toLowerCase() && speaksOf(data, answer);
      if (/^delivered/.test(status) && !proven.some(delivered)) found.push({ why: 'answer', about: address });
    }
  return note('bundle.claims', found.length === 0 ? 'passed' : 'failed', found);
}
const bare = (id) => (id ?? '').trim().replace(/^<(.*)>$/, '$1');
const sameId = (left, right) => bare(left) === bare(right);
const speaksOf = (data, { msgid, identificativi }) =>
  (data.msgid !== null && sameId(data.msgid, msgid)) || (data.identificativo !== null && identificativi.some((id) => sameId(id, data.identificativo)));

// ------------------------------------------------------------------ the sent message (PEC-REFERENCE §3.6 V9)

const SAID = ['from', 'to', 'cc', 'subject', 'date', 'reply-to'];

/** RFC 2047; what cannot be decoded stays as it is. */
function unworded(text) {
  const joined = text.replace(/(=\?[^?\s]+\?[bq]\?[^?\s]*\?=)\s+(?==\?[^?\s]+\?[bq]\?)/gi, '$1');
  return joined.replace(/=\?([^?*\s]+)(?:\*[^?\s]*)?\?([bq])\?([^?\s]*)\?=/gi, (word, charset, form, value) => {
    try {
      const plain = value.replace(/_/g, ' ').replace(/=([0-9a-f]{2})/gi, (_, octet) => String.fromCharCode(parseInt(octet, 16)));
      const bytes = /b/i.test(form) ? fromBase64(value) : Uint8Array.from(plain, (character) => character.charCodeAt(0));
      return new TextDecoder(charset).decode(bytes);
    } catch {
      return word;
    }
  });
}

const lineEnded = (bytes) => {
  const text = latin1(bytes).replace(/\r?\n/g, '\r\n').replace(/[\r\n]+$/, '');
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
};

/** Type and digest of every part without parts, as decoded; null where the parts cannot be told plainly. */
async function leavesOf(bytes, depth = 0) {
  const text = latin1(bytes);
  const headers = headersOf(text);
  const gap = /^\r?\n|\r?\n\r?\n/.exec(text);
  if (gap === null || depth > 20) return null;
  const body = bytes.subarray(gap.index + gap[0].length);
  const value = headers.find(([name]) => name === 'content-type')?.[1] ?? 'text/plain';
  const type = /^[^;\s]+/.exec(value)?.[0].toLowerCase() ?? 'text/plain';
  if (!type.startsWith('multipart/')) {
    const content = decoded({ headers, body });
    return [`${type} ${await sha256(/^(?:text|message)\//.test(type) ? lineEnded(content) : content)}`];
  }
  const boundary = boundaryOf(value);
  if (boundary === undefined) return null;
  const inside = latin1(body);
  const lines = delimiters(inside, boundary, '^|\\r?\\n');
  if (lines.length < 2 || lines.at(-1)[2] === undefined || lines.slice(0, -1).some(([, , last]) => last !== undefined)) return null;
  const found = [];
  for (const [index, line] of lines.slice(0, -1).entries()) {
    const from = inside.indexOf('\n', line.index + line[0].length) + 1;
    const leaves = await leavesOf(body.subarray(from, lines[index + 1].index), depth + 1);
    if (leaves === null) return null;
    found.push(...leaves);
  }
  return found;
}

/** What a person reads of a message, to be compared; how it travelled is left out. */
async function fingerprint(bytes) {
  const text = latin1(bytes);
  const headers = headersOf(text);
  const gap = /\r?\n\r?\n/.exec(text);
  const said = (wanted) => headers.filter(([name]) => name === wanted).map(([, value]) => unworded(value).replace(/\s+/g, ' ').trim()).join('\n') || null;
  return {
    messageId: headers.find(([name]) => name === 'message-id')?.[1] ?? null,
    said: Object.fromEntries(SAID.map((name) => [name, said(name)])),
    body: gap === null ? null : await sha256(lineEnded(bytes.subarray(gap.index + gap[0].length))),
    parts: await leavesOf(bytes),
  };
}

/** Of the original in a complete delivery receipt; null where there is none that can be entered. */
async function originalOf({ state, signedPart, data }) {
  if (state !== 'passed' || data?.tipo !== 'avvenuta-consegna' || data.extent !== 'completa') return null;
  const found = mixedParts(signedPart).filter(({ headers }) => headers.some(([name, value]) => name === 'content-type' && /^message\/rfc822\b/i.test(value)));
  const encoded = found[0]?.headers.some(([name, value]) => name === 'content-transfer-encoding' && !/^(?:7bit|8bit|binary)$/i.test(value));
  return found.length === 1 && !encoded ? fingerprint(found[0].body) : null;
}

/** Only what is certain: another field, or other parts where both can be told. Names of files are left to the program. */
function saysOther(own, original) {
  const field = SAID.some((name) => own.said[name] !== original.said[name] && !(own.said[name] === null && /^(?:date|reply-to)$/.test(name)));
  if (field) return true;
  if (own.body === original.body) return false;
  return own.parts !== null && original.parts !== null && own.parts.join() !== original.parts.join();
}

// Nobody signs the sender's copy: what shows it to be the one that was sent is the original inside a receipt.
function checkSent(inventory, rows, note) {
  if (inventory === null || rows.some(({ entry, state }) => entry.indication === 'passed' && state !== 'passed')) return note('bundle.sent', 'notRun');
  const sent = rows.filter(({ own }) => own != null);
  const compared = new Set();
  const other = new Set();
  for (const { n, original, data } of rows) {
    if (original == null) continue;
    const linked = (inventory.links ?? []).filter(({ from }) => from === n).map(({ to }) => to);
    for (const row of sent) {
      if (!linked.includes(row.n) && !(data.msgid !== null && sameId(data.msgid, row.own.messageId))) continue;
      compared.add(row.path);
      if (saysOther(row.own, original)) other.add(row.path);
    }
  }
  const found = [...other].map((about) => ({ why: 'sent', about }));
  return note('bundle.sent', found.length > 0 ? 'failed' : compared.size > 0 ? 'passed' : 'notApplicable', found);
}

// ------------------------------------------------------------------ the log (RFC 9162 §2.1, EVIDENCE §13)

const CUSTODY = ['message.stored', 'message.judged', 'draft.submitted', 'submission.outcome', 'message.exported', 'message.serverDeleted', 'message.erased'];
const KEY_EVENTS = ['key.created', 'key.rotated'];
const LOG = 'data/audit/';
const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const nodeOf = (left, right) => digest('SHA-256', joined([Uint8Array.of(1), left, right]));

/** JSON in its one spelling (RFC 8785): what was hashed is what is read. */
function jcs(value) {
  if (Array.isArray(value)) return `[${value.map(jcs).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${jcs(value[key])}`).join(',')}}`;
}

/** EVIDENCE §12: the members of an entry, in the order of their one spelling. */
const ENTRY =
  /^\{"actor":\{"profile":"p\d+","session":"s[0-9a-z]+"\},"at":"\d{4}-\d\d-\d\dT[\d:.]+Z","data":\{[ -~]*\},"event":"[a-zA-Z.]+","prev":"[0-9a-f]{64}","seq":(?:0|[1-9]\d{0,14}),"v":1\}$/;
const MOST_ENTRY = 16384;
const MOST_PATH = 64 * 67;

/** Null where it is not lines of UTF-8, each with its end: what is read must be what was hashed. */
function linesOf(bytes) {
  try {
    const lines = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes).split('\n');
    return lines.pop() === '' ? lines : null;
  } catch {
    return null;
  }
}

function entryOf(line) {
  if (line.length > MOST_ENTRY || !ENTRY.test(line)) return null;
  try {
    const entry = JSON.parse(line);
    return jcs(entry) === line && Number.isSafeInteger(entry.seq) ? entry : null;
  } catch {
    return null;
  }
}

/** On which sides the path of this leaf has its hashes (RFC 9162 §2.1.3.2): of no other leaf they are the same. */
function sidesFrom(index, size) {
  let sides = '';
  for (let [at, last] = [index, size - 1]; last > 0; [at, last] = [Math.floor(at / 2), Math.floor(last / 2)]) {
    // The last of an odd level goes up as it is.
    if (at % 2 === 1) sides += 'L';
    else if (at !== last) sides += 'R';
  }
  return sides;
}

function checkpointOf(bytes) {
  const match = /^pec-audit\/1\n([0-9a-f]{32})\n([1-9]\d{0,14})\n([0-9a-f]{64})\n(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\n$/.exec(latin1(bytes ?? new Uint8Array()));
  return match === null ? null : { logId: match[1], size: Number(match[2]), root: match[3] };
}

/** Entries, how long the log was, and since when somebody else holds it fast; null where the bundle carries no log or it does not hold. */
async function checkLog(inventory, kept, sums, trust, note) {
  const names = [...kept.keys()].filter((path) => path.startsWith(LOG));
  if (inventory === null || names.length === 0) {
    note('bundle.log', 'notApplicable');
    return null;
  }
  const stop = (about, why = 'log', status = 'failed') => {
    note('bundle.log', status, [{ why, about }]);
    return null;
  };
  const checkpoint = checkpointOf(kept.get(`${LOG}checkpoint.txt`));
  if (checkpoint === null) return stop(`${LOG}checkpoint.txt`);
  const certificateOf = (path) => readable(pemBlocks(kept.get(path) ?? new Uint8Array(), 'CERTIFICATE'))[0];
  const own = certificateOf(`${LOG}installation.crt`);
  const signer = certificateOf('attest/installation.crt');
  const signature = kept.get(`${LOG}checkpoint.sig`);
  if (own === undefined || signature === undefined || (signer !== undefined && !same(own.der, signer.der))) return stop(`${LOG}checkpoint.sig`);
  if ((await verifies(own.spki, own.algorithm, null, kept.get(`${LOG}checkpoint.txt`), signature)) !== true) return stop(`${LOG}checkpoint.sig`);
  const ownSum = await sha256(own.der);
  const here = new Map(inventory.messages.map(({ n, path }) => [sums.get(path)?.sha256, { n, path }]));
  const stored = new Set();
  const proofs = new Set();
  let announced = false;
  const lines = linesOf(kept.get(`${LOG}entries.jsonl`) ?? new Uint8Array());
  if (lines === null) return stop(`${LOG}entries.jsonl`);
  for (const line of lines) {
    const entry = entryOf(line);
    const proof = `${LOG}proofs/${entry?.seq}.path`;
    if (entry === null || entry.seq >= checkpoint.size || proofs.has(proof)) return stop(`${LOG}entries.jsonl`);
    proofs.add(proof);
    const steps = latin1(kept.get(proof) ?? new Uint8Array());
    if (!kept.has(proof) || steps.length > MOST_PATH || !/^(?:[LR] [0-9a-f]{64}\n){0,64}$/.test(steps)) return stop(proof);
    if (sidesFrom(entry.seq, checkpoint.size) !== steps.replace(/[^LR]/g, '')) return stop(proof);
    let hash = await digest('SHA-256', joined([Uint8Array.of(0), new TextEncoder().encode(line)]));
    for (const [, side, sibling] of steps.matchAll(/([LR]) ([0-9a-f]{64})/g)) hash = side === 'L' ? await nodeOf(fromHex(sibling), hash) : await nodeOf(hash, fromHex(sibling));
    if (hex(hash) !== checkpoint.root) return stop(proof);
    const { event, data } = entry;
    const blob = data?.blob;
    const itself = event === 'log.created' ? data.logId === checkpoint.logId : KEY_EVENTS.includes(event);
    if (blob === undefined ? !itself : !here.has(blob) || !CUSTODY.includes(event)) return stop(proof);
    if (event === 'message.stored') stored.add(blob);
    if (KEY_EVENTS.includes(event) && data.certificate === ownSum) announced = true;
  }
  const known = ['entries.jsonl', 'checkpoint.txt', 'checkpoint.sig', 'installation.crt', 'consistency.txt'].map((name) => `${LOG}${name}`);
  const odd = names.find((path) => !known.includes(path) && !proofs.has(path) && !/^data\/audit\/(?:anchors\/[^/]+\.eml|timestamps\/\d{4}(?:\.txt|\.tsr|-root\.pem|-chain\.pem))$/.test(path));
  if (odd !== undefined) return stop(odd);
  const exempt = new Set((inventory.missing ?? []).filter(({ what, state }) => what === 'registro' && state === 'notLogged').map(({ n }) => n));
  // Whose log it is: its first entry is there, and the key that signed was announced in it.
  if (!proofs.has(`${LOG}proofs/0.path`) || !announced) return stop(`${LOG}checkpoint.sig`);
  const silent = [...here].find(([sum, { n }]) => !stored.has(sum) && !exempt.has(n));
  if (silent !== undefined) return stop(silent[1].path, 'logLacks');
  const told = kept.has(`${LOG}consistency.txt`) ? await earlier(latin1(kept.get(`${LOG}consistency.txt`)), checkpoint) : checkpoint;
  if (told === null) return stop(`${LOG}consistency.txt`);
  const times = [];
  for (const path of names.filter((name) => name.startsWith(`${LOG}anchors/`))) {
    const entry = { signature: inventory.audit?.anchors?.find((row) => row.path === path) };
    const judged = await judgeMessage(kept.get(path), entry, trust).catch(() => ({ state: 'failed' }));
    if (judged.state === 'indeterminate') return stop(path, 'unsure', 'indeterminate');
    const { tipo, subject } = judged.data ?? {};
    const said = /ANCORA pec-audit\/1 log=([0-9a-f]{8}) n=([1-9]\d{0,14}) sha256=([0-9a-f]{64})\s*$/.exec(subject ?? '');
    const fits = said !== null && said[1] === checkpoint.logId.slice(0, 8) && Number(said[2]) === told.size && said[3] === told.root;
    if (judged.state !== 'passed' || !['accettazione', 'avvenuta-consegna'].includes(tipo) || !fits) return stop(path);
    // The provider's word, not the inventory's.
    if (judged.data.time === null) return stop(path);
    times.push(judged.data.time);
  }
  const stems = new Set(names.flatMap((name) => /^(data\/audit\/timestamps\/\d{4})[.-]/.exec(name)?.[1] ?? []));
  for (const stem of stems) {
    const path = `${stem}.tsr`;
    const text = kept.get(`${stem}.txt`) ?? new Uint8Array();
    const stamped = checkpointOf(text);
    const fits = stamped !== null && stamped.logId === checkpoint.logId && stamped.size === told.size && stamped.root === told.root;
    const certificates = (end) => readable(pemBlocks(kept.get(`${stem}${end}`) ?? new Uint8Array(), 'CERTIFICATE'));
    const at = fits && kept.has(path) ? await judgeStamp(kept.get(path), text, certificates('-root.pem'), certificates('-chain.pem')).catch(() => null) : null;
    if (at === null) return stop(path);
    times.push(at);
  }
  const { audit } = inventory;
  const list = (rows) => JSON.stringify([...rows].sort());
  const held = times.length === 0 ? null : told.size;
  const fits =
    audit?.size === checkpoint.size && audit.root === checkpoint.root && audit.anchoredSize === held &&
    list((audit.anchors ?? []).map(({ path }) => path)) === list(names.filter((name) => name.startsWith(`${LOG}anchors/`))) &&
    list(audit.timestamps ?? []) === list(stems);
  if (!fits) return stop('data/manifest.json', 'inventory');
  note('bundle.log', 'passed');
  return { entries: lines.length, size: checkpoint.size, anchored: times.length === 0 ? null : { at: Math.min(...times), size: told.size } };
}

/** That the log as the anchor knew it is the beginning of the checkpoint's (RFC 9162 §2.1.4.2); null where it is not shown. */
async function earlier(text, newer) {
  const lines = text.split('\n');
  if (lines.pop() !== '' || !/^[1-9]\d{0,14}$/.test(lines[0] ?? '') || !lines.slice(1).every((line) => /^[0-9a-f]{64}$/.test(line)) || lines.length < 2) return null;
  const older = { size: Number(lines[0]), root: lines[1] };
  if (older.size < 1 || older.size >= newer.size) return null;
  let [last, beyond] = [older.size - 1, newer.size - 1];
  while (last % 2 === 1) [last, beyond] = [Math.floor(last / 2), Math.floor(beyond / 2)];
  const proof = lines.slice(last === 0 ? 1 : 2).map(fromHex);
  if (proof.length === 0) return null;
  let [then, now] = [proof[0], proof[0]];
  for (const step of proof.slice(1)) {
    if (beyond === 0) return null;
    if (last % 2 === 1 || last === beyond) {
      then = await nodeOf(step, then);
      now = await nodeOf(step, now);
      while (last % 2 === 0 && last !== 0) [last, beyond] = [Math.floor(last / 2), Math.floor(beyond / 2)];
    } else now = await nodeOf(now, step);
    [last, beyond] = [Math.floor(last / 2), Math.floor(beyond / 2)];
  }
  return beyond === 0 && hex(then) === older.root && hex(now) === newer.root ? older : null;
}

/** The first member of verification.json, which stands on a line of its own. */
function readAnswers(bytes) {
  try {
    const [first] = new TextDecoder('utf-8', { fatal: true }).decode(bytes).split('\n', 1);
    const { overall } = JSON.parse(`${/^(\{"overall":.*),"reports":\[$/.exec(first)[1]}}`);
    return overall.every(({ state }) => Array.isArray(state.recipients)) ? overall : null;
  } catch {
    return null;
  }
}

// ------------------------------------------------------------------ the page

const MARKS = { passed: '✓', failed: '✕', indeterminate: '?', notApplicable: '–', notRun: '–' };
let language = /^it\b/i.test(navigator.language) ? 'it' : 'en';
let shown = null;

function node(name, content, attributes = {}) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  // Whatever a bundle says is text here, without control or direction characters.
  if (typeof content === 'string') made.textContent = content.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd');
  else made.append(...content);
  return made;
}

function paint() {
  const words = WORDS[language];
  document.documentElement.lang = language;
  document.title = words.title;
  for (const id of ['title', 'intro', 'folder', 'zip', 'drop', 'language', 'limitsTitle']) document.getElementById(id).textContent = words[id];
  document.getElementById('limits').replaceChildren(...words.limits.map((limit) => node('li', limit)));
  const place = document.getElementById('result');
  if (!globalThis.crypto?.subtle) place.replaceChildren(node('p', words.noCrypto, { class: 'verdict indeterminate' }));
  if (shown === null) return;
  const { indication, checks, findings, rows, root, stamped, logged, authorities } = shown;
  const told = ({ why, about }) => words.because[why](about.replace('data/messages/', ''));
  const headline = findings.length === 0 ? words[indication] : `${words[indication]}: ${told(findings[0])}`;
  const line = ({ id, status, about }) =>
    node('li', [node('b', `${MARKS[status]} `), node('span', `${words.names[id]}: ${(status === 'notApplicable' ? words.none[id] : undefined) ?? words.states[status]}${about === '' ? '' : ` (${words.about} ${about})`}`)], { class: status });
  const cells = (name, values) => node('tr', values.map((value) => node(name, value)));
  place.replaceChildren(
    node('p', `${MARKS[indication]} ${headline}`, { class: `verdict ${indication}`, role: 'status' }),
    ...(findings.length < 2
      ? []
      : [
          node('h2', words.whatFails),
          node('ul', [...findings.slice(0, MOST_TOLD).map((one) => node('li', told(one))), ...(findings.length > MOST_TOLD ? [node('li', words.others(findings.length - MOST_TOLD))] : [])], { class: 'checks' }),
        ]),
    node('p', [node('span', `${words.root}: `), node('code', root ?? '–')]),
    ...(stamped === null ? [] : [node('p', `${words.stamped} ${instant(stamped)}`)]),
    ...(logged === null
      ? []
      : [node('p', `${words.logged(logged.entries, logged.size)}; ${logged.anchored === null ? words.unanchored : `${words.anchored(logged.anchored.size, logged.size)} ${instant(logged.anchored.at)}`}`)]),
    node('h2', words.checks),
    node('ul', checks.map(line), { class: 'checks' }),
    node('h2', words.messages),
    node('div', [
      node('table', [
        node('thead', [cells('th', words.columns)]),
        node('tbody', rows.map((row) => cells('td', [String(row.n), String(row.path).replace('data/messages/', ''), attested(row), row.by ?? '', row.at ?? '', `${MARKS[row.state]} ${words.states[row.state]}`]))),
      ]),
    ], { class: 'scroll' }),
    node('h2', words.authorities),
    node('ul', authorities.map((fingerprint) => node('li', [node('code', fingerprint)]))),
  );
}

const MOST_TOLD = 30;
const instant = (at) => new Date(at).toISOString().replace('.000', '');
/** As the provider writes it. */
const attested = ({ data }) => (data == null ? '–' : [data.tipo, data.consegna].filter((part) => part !== null).join(': '));

async function run(open) {
  const place = document.getElementById('result');
  delete document.body.dataset.verdict;
  shown = null;
  const progress = node('p', '', { role: 'status' });
  place.replaceChildren(progress);
  try {
    shown = await verifyBundle(await open(), (done, total) => {
      if (done % 20 === 0 || done === total) progress.textContent = WORDS[language].working(done, total);
    });
  } catch {
    shown = { indication: 'failed', because: 'bundle.structure', root: null, checks: [{ id: 'bundle.structure', status: 'failed', about: '' }], findings: [{ why: 'unreadable', about: '' }], rows: [], stamped: null, logged: null, authorities: [] };
  }
  paint();
  document.body.dataset.because = shown.because ?? '';
  document.body.dataset.root = shown.root ?? '';
  document.body.dataset.verdict = shown.indication;
}

const chooseFolder = document.getElementById('choose-folder');
const chooseZip = document.getElementById('choose-zip');
document.getElementById('folder').addEventListener('click', () => chooseFolder.click());
document.getElementById('zip').addEventListener('click', () => chooseZip.click());
chooseFolder.addEventListener('change', () => run(async () => fromFolder(chooseFolder.files)));
chooseZip.addEventListener('change', () => run(() => fromZip(chooseZip.files[0])));
document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  event.preventDefault();
  const [file] = event.dataTransfer.files;
  if (file !== undefined) run(() => fromZip(file));
});
document.getElementById('language').addEventListener('click', () => {
  language = language === 'it' ? 'en' : 'it';
  paint();
});
paint();
