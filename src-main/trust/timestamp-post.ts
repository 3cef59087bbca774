// One request to a time-stamp authority (RFC 3161 §3.4), bounded in size and time. The address is the
// user's own choice, so this machine is allowed; a password goes over TLS or to a loopback address only.
import http from 'node:http';
import https from 'node:https';
import type { TimestampPost } from '#main/ports';
import { AppError } from '#shared/model/app-error';

const MOST_BYTES = 1024 * 1024;
const TIMEOUT_MS = 30_000;

/** Rejects with net.connect, net.timeout, net.closed (status, size), tls.required (a password without TLS), input.invalid. */
export const postTimestamp: TimestampPost = ({ url, login, password, body }, signal) => {
  if (!URL.canParse(url)) return Promise.reject(new AppError('input.invalid', { retry: 'afterUser', values: { what: 'url' } }));
  const target = new URL(url);
  const { hostname } = target;
  const loopback = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  if (target.protocol !== 'https:' && target.protocol !== 'http:')
    return Promise.reject(new AppError('input.invalid', { retry: 'afterUser', values: { what: 'url' } }));
  if (login !== null && target.protocol === 'http:' && !loopback)
    return Promise.reject(new AppError('tls.required', { retry: 'afterUser', values: { host: hostname } }));
  const stop = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  return new Promise((resolve, reject) => {
    const closed = (reason: string): AppError => new AppError('net.closed', { retry: 'later', values: { host: hostname, reason } });
    const failed = (cause: unknown): void =>
      reject(new AppError(stop.aborted ? 'net.timeout' : 'net.connect', { retry: 'later', values: { host: hostname }, cause }));
    const { request } = target.protocol === 'https:' ? https : http;
    const asked = request(
      target,
      {
        method: 'POST',
        agent: false,
        signal: stop,
        headers: { 'content-type': 'application/timestamp-query', 'content-length': body.length, accept: 'application/timestamp-reply' },
        ...(login === null ? {} : { auth: `${login}:${password ?? ''}` }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        if (response.statusCode !== 200) {
          response.destroy();
          reject(closed(String(response.statusCode)));
          return;
        }
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MOST_BYTES) {
            response.destroy();
            reject(closed('size'));
          } else chunks.push(chunk);
        });
        response.on('end', () => resolve(Buffer.concat(chunks)));
        response.on('error', failed);
      },
    );
    asked.on('error', failed);
    asked.end(body);
  });
};
