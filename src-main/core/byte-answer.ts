// Bytes by address, for every host: the archived original, one decoded part, or a proof table. A part is a download,
// but for the few kinds of pictures a screen may ask to show, told by their own bytes (THREATS IPC-05).
import { rasterPicture } from '#main/mime/raster-picture';
import { asBulkId } from '#shared/model/bulk';
import { asAccountId, asBlobHash } from '#shared/model/ids';
import type { Core } from './core-types.ts';

const ADDRESS =
  /^\/bytes\/([^/]{1,300})\/([0-9a-f]{64})\/(original\.eml|picture\/\d{1,3}|(?:part|content)\/(?:\d{1,4}(?:\.\d{1,4}){0,40})?)$/;

const PROOF = /^\/bytes\/bulk\/([0-9a-f-]{36})\/proof\.(csv|xlsx)$/;

export type ByteAnswer = { readonly bytes: Uint8Array; readonly headers: Readonly<Record<string, string>> };

/** Null for an address that names nothing. `show`: the screen wants to display it, not to save it. */
export async function answerBytes(
  core: Pick<Core, 'original' | 'part' | 'attachmentOpened' | 'picture' | 'bulkProof'>,
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
  if (kind === 'picture') {
    const picture = core.picture(accountId, blob, Number(section));
    return picture === null ? null : answer(picture.bytes, picture.type, 'immagine', true);
  }
  const part = await core.part(accountId, blob, section, kind === 'content');
  if (part === null) return null;
  const picture = show && kind === 'part' ? rasterPicture(part.bytes) : null;
  // A picture shown inside a message is part of opening that.
  if (picture === null) core.attachmentOpened(accountId, blob);
  return answer(part.bytes, picture?.type ?? 'application/octet-stream', part.name, picture !== null);
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
