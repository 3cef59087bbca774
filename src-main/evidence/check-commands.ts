// The commands by which anybody re-checks a bundle with openssl and a hash tool (EVIDENCE §6, §13):
// the same lines stand in LEGGIMI.txt, README.txt and verifica.sh, and the tests run them from there.
// Every line is one command of bash that ends with 0 when what it checks holds.

export type CheckableMessage = {
  readonly n: number;
  readonly path: string;
  /** Folder under data/derived/, "0002". */
  readonly folder: string;
  /** Seconds since 1970: the time the judgement is about. */
  readonly epoch: number;
  /** Null: the signature carries its content. */
  readonly signedPart: { readonly offset: number; readonly length: number } | null;
  readonly crlf: boolean;
  readonly daticertBase64: boolean;
  /** Lists that spoke of this signer, with a time inside both their window and the certificate's. */
  readonly lists: readonly { readonly path: string; readonly epoch: number }[];
};

export type CheckPlan = { readonly messages: readonly CheckableMessage[]; readonly chain: boolean };

/** Trust only what is named: openssl otherwise adds every root of the system (EVIDENCE §6). */
export const PREPARE: readonly string[] = ['export SSL_CERT_FILE=/dev/null SSL_CERT_DIR=$(mktemp -d)', 'WORK=$(mktemp -d)'];

/** --strict: a line that is no line of a manifest is a fault, not a warning. */
export const INTEGRITY: readonly string[] = [
  'sha256sum --strict -c tagmanifest-sha256.txt',
  'sha256sum --strict -c manifest-sha256.txt',
  'sha512sum --strict -c manifest-sha512.txt',
  'find data -type f | LC_ALL=C sort | diff - <(cut -c67- manifest-sha256.txt | LC_ALL=C sort)',
  'cut -c131- manifest-sha512.txt | LC_ALL=C sort | diff - <(cut -c67- manifest-sha256.txt | LC_ALL=C sort)',
  `find . -type f ! -path './data/*' ! -path './attest/*' ! -path ./tagmanifest-sha256.txt | cut -c3- | LC_ALL=C sort | diff - <(cut -c67- tagmanifest-sha256.txt | LC_ALL=C sort)`,
  'openssl dgst -sha256 -r tagmanifest-sha256.txt',
];

export const TIMESTAMP: readonly string[] = [
  'openssl ts -verify -data tagmanifest-sha256.txt -in attest/root.tsr -CAfile attest/tsa-root.pem -untrusted attest/tsa-chain.pem -partial_chain',
  'openssl ts -reply -in attest/root.tsr -text',
];

export const INSTALLATION: readonly string[] = [
  'openssl x509 -in attest/installation.crt -pubkey -noout > "$WORK/pub.pem"',
  'openssl dgst -sha256 -verify "$WORK/pub.pem" -signature attest/root.sig tagmanifest-sha256.txt',
];

export function messageCommands(message: CheckableMessage, chain: boolean): readonly string[] {
  const { path, folder, epoch } = message;
  const trust = `-CAfile data/trust/anchors.pem -partial_chain${chain ? ' -certfile data/trust/chain.pem' : ''} -purpose smimesign -attime ${epoch}`;
  const derived = `data/derived/${folder}`;
  return [
    `openssl cms -verify -in ${path} ${trust} -signer "$WORK/${folder}.pem" -out "$WORK/${folder}.mime"`,
    `openssl x509 -in "$WORK/${folder}.pem" -noout -subject -issuer -serial -dates -fingerprint -sha256 -ext subjectAltName,keyUsage,extendedKeyUsage`,
    ...(message.signedPart === null ? [] : exactBytes(message, derived, trust)),
    ...(message.daticertBase64 ? [daticert(folder, derived), attested(derived)] : []),
    ...message.lists.flatMap((list) => revocation(list, derived, chain)),
  ];
}

// Without trusting the mail reader of openssl. Bare LF is signed as CRLF, which openssl makes of it
// only without -binary (RFC 8551 §3.1.1).
function exactBytes({ path, signedPart, crlf }: CheckableMessage, derived: string, trust: string): readonly string[] {
  if (signedPart === null) return [];
  const { offset, length } = signedPart;
  // In this order nothing closes a pipe before its writer has ended (fails under pipefail).
  return [
    `head -c ${offset + length} ${path} | tail -c ${length} | cmp - ${derived}/signed-part.bin`,
    `openssl cms -verify ${crlf ? '-binary ' : ''}-inform DER -in ${derived}/smime.p7s -content ${derived}/signed-part.bin ${trust} -out /dev/null`,
  ];
}

function daticert(folder: string, derived: string): string {
  const reader = `awk 'tolower($0)~/name="?daticert\\.xml/{f=1} f&&/^\\r?$/{g=1;next} g&&/^--/{exit} g{print}'`;
  return `${reader} "$WORK/${folder}.mime" | tr -d '\\r' | openssl base64 -d | cmp - ${derived}/daticert.xml`;
}

/** What it attests, of whom and of which message: the name of a file in the bundle is nobody's word. */
function attested(derived: string): string {
  return `grep -oE 'tipo="[a-z-]+"|<consegna>[^<]*|<msgid>[^<]*' ${derived}/daticert.xml || true`;
}

// A list fetched after the message is not yet valid at the message's time: so this is a step of its own.
function revocation({ path, epoch }: CheckableMessage['lists'][number], derived: string, chain: boolean): readonly string[] {
  const untrusted = chain ? ' -untrusted data/trust/chain.pem' : '';
  return [
    `openssl crl -in ${path} -noout -issuer -lastupdate -nextupdate`,
    `openssl verify -partial_chain -CAfile data/trust/anchors.pem${untrusted} -CRLfile ${path} -crl_check -purpose smimesign -attime ${epoch} ${derived}/signer.pem`,
  ];
}

/** The script of the same commands, piece by piece: stops at the first that fails, names it, and ends with 0 only at its end. */
export function* checkScript({ messages, chain }: CheckPlan): Generator<string> {
  const block = (title: string, commands: readonly string[]): string => [`\necho '== ${title}'`, ...commands, ''].join('\n');
  yield [
    '#!/usr/bin/env bash',
    '# LEGGIMI.txt, README.txt. bash verifica.sh',
    'set -euo pipefail',
    'cd "$(dirname "$0")"',
    `trap 'echo "NON SUPERATO / FAILED: $BASH_COMMAND" >&2' ERR`,
    ...PREPARE,
    block('1', INTEGRITY),
    `if [ -f attest/root.tsr ]; then${block('2', TIMESTAMP)}fi`,
    `if [ -f attest/root.sig ]; then${block('3', INSTALLATION)}fi\n`,
  ].join('\n');
  for (const message of messages) yield `${block(`4 ${message.path}`, messageCommands(message, chain))}\n`;
  yield `echo 'SUPERATO / PASSED'\n`;
}
