// One picture of a message that a person asked to see, from where the sender says it lies (THREATS HTML-02):
// http and https alone, on their own ports; no address of this machine or of a private network, at no step;
// no cookie, no referrer, no credentials; 5 MB, 10 s in all, three redirects, never back from https to http.
// What comes is a picture by its own bytes, or nothing.
import http from 'node:http';
import https from 'node:https';
import { rasterPicture } from '#main/mime/raster-picture';
import type { FetchedPicture, PictureSource } from '#main/ports';
import { AppError } from '#shared/model/app-error';
import { isLiteralAddress, publicOnly } from './public-address.ts';

type PictureLimits = { readonly maxBytes: number; readonly timeoutMs: number; readonly allowLoopback: boolean };

const LIMITS: PictureLimits = { maxBytes: 5 * 1024 * 1024, timeoutMs: 10_000, allowLoopback: false };
const MAX_REDIRECTS = 3;

// Some servers answer nobody without a name; this one says neither program nor system.
const HEADERS = { accept: 'image/png, image/jpeg, image/gif, image/webp', 'accept-encoding': 'identity', 'user-agent': 'Mozilla/5.0' };

/** `allowLoopback` is for tests. */
export function createPictureSource(limits: Partial<PictureLimits> = {}): PictureSource {
  const bounds = { ...LIMITS, ...limits };
  return {
    async fetch(address, signal) {
      if (!URL.canParse(address)) throw new AppError('net.closed', { values: { host: '', reason: 'address' } });
      const stop = AbortSignal.any([signal, AbortSignal.timeout(bounds.timeoutMs)]);
      let url = new URL(address);
      for (let redirects = 0; ; redirects += 1) {
        const answer = await once(url, bounds, stop);
        if (typeof answer !== 'string') return pictureOf(url, answer);
        const next = URL.parse(answer, url.href);
        if (next === null || redirects >= MAX_REDIRECTS || (url.protocol === 'https:' && next.protocol !== 'https:'))
          throw refused(url, 'redirect');
        url = next;
      }
    },
  };
}

function pictureOf(url: URL, bytes: Uint8Array): FetchedPicture {
  const picture = rasterPicture(bytes);
  if (picture === null) throw refused(url, 'content');
  return { bytes, type: picture.type };
}

/** The body, or where a redirect points. */
function once(url: URL, bounds: PictureLimits, signal: AbortSignal): Promise<Uint8Array | string> {
  const secure = url.protocol === 'https:';
  if ((!secure && url.protocol !== 'http:') || url.username !== '' || url.password !== '') return Promise.reject(refused(url, 'address'));
  if (!bounds.allowLoopback && (isLiteralAddress(url) || url.port !== '')) return Promise.reject(refused(url, 'address'));
  return new Promise((resolve, reject) => {
    const { request } = secure ? https : http;
    const asked = request(
      url,
      { method: 'GET', headers: HEADERS, agent: false, signal, lookup: publicOnly(bounds), maxHeaderSize: 16 * 1024 },
      (response) => {
        const status = response.statusCode ?? 0;
        const { location } = response.headers;
        const give = (outcome: () => void): void => {
          response.destroy();
          outcome();
        };
        if (status >= 300 && status < 400 && location !== undefined) return give(() => resolve(location));
        if (status !== 200) return give(() => reject(refused(url, String(status))));
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size <= bounds.maxBytes) chunks.push(chunk);
          else give(() => reject(refused(url, 'size')));
        });
        response.on('end', () => resolve(Buffer.concat(chunks)));
        response.on('error', (cause) => reject(failure(url, cause, signal)));
        return undefined;
      },
    );
    asked.on('error', (cause) => reject(failure(url, cause, signal)));
    asked.end();
  });
}

function refused(url: URL, reason: string): AppError {
  return new AppError('net.closed', { retry: 'later', values: { host: url.hostname, reason } });
}

function failure(url: URL, cause: unknown, signal: AbortSignal): AppError {
  return new AppError(signal.aborted ? 'net.timeout' : 'net.connect', { retry: 'later', values: { host: url.hostname }, cause });
}
