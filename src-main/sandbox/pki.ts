// The sandbox's certificates: a look-alike of the real order of things (PEC-REFERENCE §3.4: a public
// root, under it the pinned issuing CA of PEC signers and another CA for everybody), plus what a
// forger could have. Kept in the sandbox's folder, so that a second start uses the same ones.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { issueCertificate, issueRevocationList, newKeyPair } from './certificates.ts';
import type { CertificateProfile, Identity, KeyPair } from './certificates.ts';

export type SandboxPki = {
  /** Public-root look-alike: above the pin, never the end of a path. */
  readonly root: Identity;
  /** The pinned issuing CA of provider gateways. */
  readonly issuing: Identity;
  /** Another CA under the same root, not pinned. */
  readonly other: Identity;
  /** Gateway of each provider, by mail domain; SAN posta-certificata@domain. */
  readonly gateways: Readonly<Record<string, Identity>>;
  /** A former gateway of the first provider, revoked for key compromise. */
  readonly revokedGateway: Identity;
  /** Same subject and SAN as the first gateway, under CAs with the same names and other keys. */
  readonly foreignRoot: Identity;
  readonly foreignIssuing: Identity;
  readonly foreignGateway: Identity;
  /** Same subject and SAN as the first gateway, issued by `other`. */
  readonly otherGateway: Identity;
  /** S/MIME certificate of a person, issued by `other`. */
  readonly personal: Identity;
  readonly tlsRoot: Identity;
  readonly tlsServer: Identity;
  /** DER, base64: revocation list of the issuing CA. */
  readonly crl: string;
};

export type PkiProvider = { readonly name: string; readonly domain: string };

const DAY_MS = 86_400_000;
const FILE = 'pki.json';

/** Reads the PKI of `folder`, or makes one (about a second) and keeps it there. Null: not kept. */
export async function loadPki(folder: string | null, providers: readonly PkiProvider[], now: number): Promise<SandboxPki> {
  const kept = folder === null ? null : readKept(join(folder, FILE));
  if (kept !== null && providers.every((provider) => provider.domain in kept.gateways)) return kept;
  const pki = await createPki(providers, now);
  if (folder !== null) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, FILE), JSON.stringify(pki, null, 1), { mode: 0o600 });
  }
  return pki;
}

function readKept(path: string): SandboxPki | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return null; // first start
  }
  return asPki(JSON.parse(text));
}

/** The file is the sandbox's own; a missing member makes a new PKI. */
function asPki(value: unknown): SandboxPki | null {
  return typeof value === 'object' && value !== null && 'crl' in value && 'gateways' in value ? (value as SandboxPki) : null;
}

type Name = readonly (readonly [string, string])[];

/** "C=IT, O=…, CN=…" in order; no value of ours holds a comma followed by a letter and "=". */
function name(text: string): Name {
  return text.split(', ').map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)] as const);
}

const ROOT_NAME = name('C=IT, L=Milano, O=Autorita Pubblica di Prova S.p.A., CN=Autorita Pubblica di Prova Root CA');
const ISSUING_NAME = name('C=IT, L=Roma, O=Agenzia di Prova, OU=Area Soluzioni di Prova, CN=Agenzia di Prova CA1');
const OTHER_NAME = name('C=IT, L=Milano, O=Autorita Pubblica di Prova S.p.A., CN=Autorita Pubblica di Prova Client Mail CA');
const TLS_ROOT_NAME = name('C=IT, O=Sandbox, CN=Sandbox TLS Root');

function gatewayName(provider: PkiProvider): Name {
  return name(`C=IT, ST=Roma, L=Roma, O=${provider.name}, CN=Posta Certificata ${provider.name}`);
}

type Make = (
  profile: CertificateProfile,
  subject: Name,
  issuer: Identity | null,
  /** Validity in days from now. */
  days: readonly [number, number],
  alternativeNames?: readonly string[],
) => Identity;

async function certificateMaker(count: number, now: number): Promise<Make> {
  const keys = await Promise.all(Array.from({ length: count }, () => newKeyPair()));
  const nextKeys = (): KeyPair => {
    const pair = keys.pop();
    if (pair === undefined) throw new Error('not enough keys');
    return pair;
  };
  return (profile, subject, issuer, [from, to], alternativeNames = []) =>
    issueCertificate({
      profile,
      subject,
      keys: nextKeys(),
      issuer,
      notBefore: now + from * DAY_MS,
      notAfter: now + to * DAY_MS,
      alternativeNames,
    });
}

export async function createPki(providers: readonly PkiProvider[], now: number): Promise<SandboxPki> {
  const first = providers[0];
  if (first === undefined) throw new Error('a sandbox needs a provider');
  const make = await certificateMaker(11 + providers.length, now);
  const signerAddress = [`posta-certificata@${first.domain}`];
  const root = make('authority', ROOT_NAME, null, [-4000, 4000]);
  const issuing = make('issuing', ISSUING_NAME, root, [-1000, 2000]);
  const other = make('issuing', OTHER_NAME, root, [-1000, 2000]);
  const foreignRoot = make('authority', ROOT_NAME, null, [-4000, 4000]);
  const foreignIssuing = make('issuing', ISSUING_NAME, foreignRoot, [-1000, 2000]);
  const revokedGateway = make('gateway', gatewayName(first), issuing, [-700, 300], signerAddress);
  const tlsRoot = make('authority', TLS_ROOT_NAME, null, [-30, 4000]);
  const revoked = [{ certificate: revokedGateway.certificate, at: now - 60 * DAY_MS, reason: 1 }];
  const gateway = (provider: PkiProvider): Identity =>
    make('gateway', gatewayName(provider), issuing, [-500, 500], [`posta-certificata@${provider.domain}`]);
  return {
    root,
    issuing,
    other,
    gateways: Object.fromEntries(providers.map((provider) => [provider.domain, gateway(provider)])),
    revokedGateway,
    foreignRoot,
    foreignIssuing,
    foreignGateway: make('gateway', gatewayName(first), foreignIssuing, [-500, 500], signerAddress),
    otherGateway: make('gateway', gatewayName(first), other, [-500, 500], signerAddress),
    personal: make('personal', name('C=IT, CN=Mario Bianchi'), other, [-300, 300], [`mario.bianchi@${first.domain}`]),
    tlsRoot,
    tlsServer: make('server', name('O=Sandbox, CN=localhost'), tlsRoot, [-30, 800], ['localhost', '127.0.0.1']),
    crl: Buffer.from(issueRevocationList(issuing, revoked, now - DAY_MS / 2, now + 300 * DAY_MS)).toString('base64'),
  };
}
