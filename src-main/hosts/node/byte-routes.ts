// Bytes by URL: the archived original, or one decoded part. A part is always a download and never
// a page of our origin: an HTML attachment must not run beside the screen (THREATS IPC-05, ATT-01).
import type { ServerResponse } from 'node:http';
import type { Core } from '#main/core/core-types';
import { asAccountId, asBlobHash } from '#shared/model/ids';

const SHOWN_INLINE = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

export async function answerBytes(core: Core, url: URL, response: ServerResponse, headers: Readonly<Record<string, string>>): Promise<void> {
  const match = /^\/bytes\/([^/]{1,300})\/([0-9a-f]{64})\/(original\.eml|part\/(?:\d{1,4}(?:\.\d{1,4}){0,40})?)$/.exec(url.pathname);
  if (match === null) return notFound(response, headers);
  const [, account = '', hash = '', what = ''] = match;
  const accountId = asAccountId(decodeURIComponent(account));
  const blob = asBlobHash(hash);
  if (what === 'original.eml') {
    const bytes = core.original(accountId, blob);
    if (bytes === null) return notFound(response, headers);
    return send(response, headers, bytes, 'message/rfc822', `${hash.slice(0, 16)}.eml`, false);
  }
  const part = await core.part(accountId, blob, what.slice('part/'.length));
  if (part === null) return notFound(response, headers);
  const inline = SHOWN_INLINE.has(part.type) && url.searchParams.get('show') === '1';
  send(response, headers, part.bytes, inline ? part.type : 'application/octet-stream', part.name, inline);
}

function send(response: ServerResponse, headers: Readonly<Record<string, string>>, bytes: Uint8Array, type: string, name: string, inline: boolean): void {
  response.writeHead(200, {
    ...headers,
    'content-type': type,
    'content-length': String(bytes.byteLength),
    'content-disposition': `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name)}`,
    'content-security-policy': "default-src 'none'; sandbox",
  });
  response.end(bytes);
}

function notFound(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  response.writeHead(404, { ...headers, 'content-type': 'text/plain; charset=utf-8' });
  response.end('Not found.\n');
}
