// One http request for revocation data, bounded in every way an answer can be long (THREATS NET-10):
// 10 MB, 10 s in all, at most two redirects and only on the same host, no cookies, no credentials, no
// address of this machine or of a private network.
import http from 'node:http';
import { isLiteralAddress, publicOnly } from '#main/web/public-address';
import { AppError } from '#shared/model/app-error';

export type HttpRequest = { readonly url: string; readonly post: { readonly type: string; readonly body: Uint8Array } | null };
export type HttpFetch = (request: HttpRequest, signal?: AbortSignal) => Promise<Uint8Array>;

export type HttpLimits = { readonly maxBytes: number; readonly timeoutMs: number; readonly allowLoopback: boolean };

const LIMITS: HttpLimits = { maxBytes: 10 * 1024 * 1024, timeoutMs: 10_000, allowLoopback: false };
const MAX_REDIRECTS = 2;

/** Rejects with AppError net.connect, net.timeout, net.closed (too large, wrong status, refused address). `allowLoopback` is for tests. */
export function createHttpFetch(limits: Partial<HttpLimits> = {}): HttpFetch {
  const bounds = { ...LIMITS, ...limits };
  return async (request, signal) => {
    const deadline = AbortSignal.timeout(bounds.timeoutMs);
    const stop = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
    const first = new URL(request.url);
    let url = first;
    for (let redirects = 0; ; redirects += 1) {
      const answer = await once(url, request, bounds, stop);
      if (typeof answer !== 'string') return answer;
      const next = URL.canParse(answer, url.href) ? new URL(answer, url) : null;
      if (next === null || next.host !== first.host || redirects >= MAX_REDIRECTS) throw refused(url, 'redirect');
      url = next;
    }
  };
}

/** The body, or where a redirect points. */
function once(url: URL, { post }: HttpRequest, bounds: HttpLimits, signal: AbortSignal): Promise<Uint8Array | string> {
  if (url.protocol !== 'http:' || url.username !== '' || url.password !== '') return Promise.reject(refused(url, 'address'));
  if (!bounds.allowLoopback && isLiteralAddress(url)) return Promise.reject(refused(url, 'address'));
  return new Promise((resolve, reject) => {
    const headers = post === null ? {} : { 'content-type': post.type, 'content-length': String(post.body.length) };
    const request = http.request(
      url,
      {
        method: post === null ? 'GET' : 'POST',
        headers: { ...headers, 'accept-encoding': 'identity' },
        agent: false,
        signal,
        lookup: publicOnly(bounds),
      },
      (response) => {
        const status = response.statusCode ?? 0;
        const { location } = response.headers;
        if (status >= 300 && status < 400 && location !== undefined) {
          response.destroy();
          resolve(location);
          return;
        }
        if (status !== 200) {
          response.destroy();
          reject(refused(url, String(status)));
          return;
        }
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size <= bounds.maxBytes) chunks.push(chunk);
          else {
            response.destroy();
            reject(refused(url, 'size'));
          }
        });
        response.on('end', () => resolve(Buffer.concat(chunks)));
        response.on('error', (cause) => reject(failure(url, cause, signal)));
      },
    );
    request.on('error', (cause) => reject(failure(url, cause, signal)));
    request.end(post?.body);
  });
}

function refused(url: URL, reason: string): AppError {
  return new AppError('net.closed', { retry: 'later', values: { host: url.hostname, reason } });
}

function failure(url: URL, cause: unknown, signal: AbortSignal): AppError {
  return new AppError(signal.aborted ? 'net.timeout' : 'net.connect', { retry: 'later', values: { host: url.hostname }, cause });
}
