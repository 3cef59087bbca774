// app://plico/: the only origin of the app. It answers packaged files, and bytes of messages that the
// core hands over; nothing else exists on it (THREATS IPC-05).
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CustomScheme } from 'electron';
import type { ByteAnswer } from '#main/core/byte-answer';
import { MOST_UPLOAD_BYTES, uploadPath, type UploadAnswer } from '#shared/contract/assets';
import { ANSWER_HEADERS, BYTES_POLICY, PAGE_TYPES, pagePolicy } from '#shared/contract/page-policy';

const SCHEME = 'app';
const HOST = 'plico';
export const APP_ORIGIN = `${SCHEME}://${HOST}`;
export const APP_ENTRY = `${APP_ORIGIN}/`;

/** Standard and secure, as a page needs; no CORS, no content policy of its own, no service worker. */
export const APP_SCHEME: CustomScheme = { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } };

export type BytesOf = (pathname: string, show: boolean) => Promise<ByteAnswer | null>;

/** Keeps the bytes of a file for a draft; null when the core does not take them. */
export type Upload = (bytes: Uint8Array) => Promise<UploadAnswer | null>;

export function createAppProtocol(
  rendererFolder: string,
  bytesOf: BytesOf,
  upload: Upload = () => Promise.resolve(null),
): (request: Request) => Promise<Response> {
  const root = path.resolve(rendererFolder);
  return async (request) => {
    const url = URL.parse(request.url);
    if (url === null || url.protocol !== `${SCHEME}:` || url.host !== HOST || url.username !== '' || url.password !== '')
      return refusal(403);
    if (request.method === 'POST' && url.pathname === uploadPath) return takeUpload(request, upload);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405);
    const body = request.method === 'GET';
    if (url.pathname.startsWith('/bytes/')) {
      const answer = await bytesOf(url.pathname, url.searchParams.get('show') === '1');
      if (answer === null) return refusal(404);
      return new Response(body ? copy(answer.bytes) : null, {
        headers: { ...ANSWER_HEADERS, ...answer.headers, 'content-security-policy': BYTES_POLICY },
      });
    }
    const file = fileOf(root, url.pathname);
    const type = file === null ? undefined : PAGE_TYPES[path.extname(file)];
    if (file === null || type === undefined) return refusal(404);
    const bytes = await readFile(file).catch(() => null);
    if (bytes === null) return refusal(404);
    return new Response(body ? copy(bytes) : null, {
      headers: { ...ANSWER_HEADERS, 'content-type': type, 'content-security-policy': pagePolicy([]) },
    });
  };
}

async function takeUpload(request: Request, upload: Upload): Promise<Response> {
  // The scheme has no other pages; an Origin, where it is given, is ours.
  const origin = request.headers.get('origin');
  if (origin !== null && origin !== APP_ORIGIN) return refusal(403);
  const bytes = await boundedBytes(request, MOST_UPLOAD_BYTES);
  const answer = bytes === null ? null : await upload(bytes);
  return answer === null ? refusal(413) : Response.json(answer, { headers: ANSWER_HEADERS });
}

/** Counted while they come in: a larger one is let go at the chunk that goes over. Null for that, and where it broke off. */
async function boundedBytes(request: Request, most: number): Promise<Uint8Array | null> {
  if (Number(request.headers.get('content-length') ?? 0) > most) {
    await request.body?.cancel().catch(() => undefined);
    return null;
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    // Leaving the loop cancels the stream.
    const body: AsyncIterable<Uint8Array> | null = request.body;
    if (body === null) return new Uint8Array();
    for await (const chunk of body) {
      size += chunk.byteLength;
      if (size > most) return null;
      chunks.push(chunk);
    }
  } catch {
    return null;
  }
  return Buffer.concat(chunks, size);
}

/** A file under the folder of the renderer, or null for anything that tries to leave it. */
function fileOf(root: string, pathname: string): string | null {
  // An encoded slash or backslash is a separator to somebody further down; no file of ours needs one.
  if (/%(?:2f|5c|00)/i.test(pathname)) return null;
  let name: string;
  try {
    name = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (/[\0\\]/.test(name) || name.split('/').includes('..')) return null;
  const file = path.resolve(root, `.${name === '/' ? '/index.html' : name}`);
  return file.startsWith(root + path.sep) ? file : null;
}

function copy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: { ...ANSWER_HEADERS, 'content-security-policy': BYTES_POLICY } });
}
