// Text sealed with AES-256-GCM under a passphrase (scrypt, RFC 7914) or a key. The header, which
// names the derivation and its parameters, is authenticated with the text, so nobody can weaken it.
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { AppError } from '#shared/model/app-error';

export type Unlock = { readonly passphrase: string } | { readonly key: Uint8Array };

/** About a third of a second and 128 MB: a guess costs as much (THREATS LOC-04). */
const COST = { N: 2 ** 17, r: 8, p: 1 } as const;
const MAX_MEMORY = 256 * 1024 * 1024;
const FORMAT = 'plico-sealed/1';

type Header = {
  readonly format: string;
  readonly kdf: 'scrypt' | 'key';
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly salt: string;
  readonly iv: string;
};

/** One line of JSON header, one line of base64. */
export async function seal(text: string, unlock: Unlock): Promise<string> {
  const header: Header = {
    format: FORMAT,
    kdf: 'passphrase' in unlock ? 'scrypt' : 'key',
    ...COST,
    salt: randomBytes(16).toString('base64'),
    iv: randomBytes(12).toString('base64'),
  };
  const line = JSON.stringify(header);
  const cipher = createCipheriv('aes-256-gcm', await keyOf(header, unlock), Buffer.from(header.iv, 'base64'));
  cipher.setAAD(Buffer.from(line));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${line}\n${body.toString('base64')}\n`;
}

/** Throws AppError secret.wrong: wrong passphrase or key, or changed bytes; these cannot be told apart. */
export async function unseal(sealed: string, unlock: Unlock): Promise<string> {
  const [line = '', encoded = ''] = sealed.split('\n');
  const header = readHeader(line);
  const body = Buffer.from(encoded, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', await keyOf(header, unlock), Buffer.from(header.iv, 'base64'), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(line));
    decipher.setAuthTag(body.subarray(-16));
    return Buffer.concat([decipher.update(body.subarray(0, -16)), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new AppError('secret.wrong', { retry: 'afterUser', cause });
  }
}

async function keyOf(header: Header, unlock: Unlock): Promise<Buffer> {
  if ('key' in unlock) {
    if (header.kdf !== 'key') throw new AppError('secret.wrong', { retry: 'afterUser' });
    return Buffer.from(unlock.key);
  }
  if (header.kdf !== 'scrypt') throw new AppError('secret.wrong', { retry: 'afterUser' });
  const { N, r, p } = header;
  const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt);
  return derive(unlock.passphrase.normalize('NFC'), Buffer.from(header.salt, 'base64'), 32, { N, r, p, maxmem: MAX_MEMORY });
}

function readHeader(line: string): Header {
  const value = parse(line);
  if (!isHeader(value)) throw new AppError('secret.wrong', { retry: 'never' });
  return value;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Costs other than ours are refused: a changed header must not buy a cheap guess or endless work. */
function isHeader(value: unknown): value is Header {
  if (typeof value !== 'object' || value === null) return false;
  const header: Partial<Record<keyof Header, unknown>> = value;
  return (
    header.format === FORMAT &&
    (header.kdf === 'scrypt' || header.kdf === 'key') &&
    header.N === COST.N &&
    header.r === COST.r &&
    header.p === COST.p &&
    typeof header.salt === 'string' &&
    typeof header.iv === 'string'
  );
}
