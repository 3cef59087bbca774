// Bytes by address, for every host: the archived original, one decoded part, or a proof table. A part is a download,
// but for the few image types a screen may ask to show (THREATS IPC-05).
import { asBulkId } from '#shared/model/bulk';
import { asAccountId, asBlobHash } from '#shared/model/ids';
import type { Core } from './core-types.ts';

const SHOWN_INLINE: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
const ADDRESS = /^\/bytes\/([^/]{1,300})\/([0-9a-f]{64})\/(original\.eml|(?:part|content)\/(?:\d{1,4}(?:\.\d{1,4}){0,40})?)$/;

const PROOF = /^\/bytes\/bulk\/([0-9a-f-]{36})\/proof\.(csv|xlsx)$/;

export type ByteAnswer = { readonly bytes: Uint8Array; readonly headers: Readonly<Record<string, string>> };

/** Null for an address that names nothing. `show`: the screen wants to display it, not to save it. */
export async function answerBytes(
  core: Pick<Core, 'original' | 'part' | 'bulkProof'>,
  pathname: string,
  show: boolean,
): Promise<ByteAnswer | null> {
  const [, run, format] = PROOF.exec(pathname) ?? [];
  if (run !== undefined) {
    const file = await core.bulkProof(asBulkId(run), format === 'xlsx' ? 'xlsx' : 'csv');
    return file === null ? null : answer(file.bytes, file.type, file.name, false);
  }
  const [, account = '', hash = '', what = ''] = ADDRESS.exec(pathname) ?? [];
  const decoded = percentDecoded(account);
  if (decoded === null || hash === '') return null;
  const accountId = asAccountId(decoded);
  const blob = asBlobHash(hash);
  if (what === 'original.eml') {
    const bytes = core.original(accountId, blob);
    return bytes === null ? null : answer(bytes, 'message/rfc822', `${hash.slice(0, 16)}.eml`, false);
  }
  const [kind = '', section = ''] = what.split('/');
  const part = await core.part(accountId, blob, section, kind === 'content');
  if (part === null) return null;
  const inline = show && kind === 'part' && SHOWN_INLINE.has(part.type);
  return answer(part.bytes, inline ? part.type : 'application/octet-stream', part.name, inline);
}

function answer(bytes: Uint8Array, type: string, name: string, inline: boolean): ByteAnswer {
  const disposition = `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name)}`;
  return { bytes, headers: { 'content-type': type, 'content-length': String(bytes.byteLength), 'content-disposition': disposition } };
}

function percentDecoded(text: string): string | null {
  if (text === '') return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
