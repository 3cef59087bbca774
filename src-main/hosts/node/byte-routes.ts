// Bytes by URL over HTTP: what the core answers for the address, under a policy that lets none of it
// be a page of our origin (THREATS IPC-05, ATT-01).
import type { ServerResponse } from 'node:http';
import { answerBytes } from '#main/core/byte-answer';
import type { Core } from '#main/core/core-types';
import { BYTES_POLICY } from '#shared/contract/page-policy';

export async function answerByteRoute(
  core: Core,
  url: URL,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const answer = await answerBytes(core, url.pathname, url.searchParams.get('show') === '1');
  if (answer === null) {
    response.writeHead(404, { ...headers, 'content-type': 'text/plain; charset=utf-8' });
    response.end('Not found.\n');
    return;
  }
  response.writeHead(200, { ...headers, ...answer.headers, 'content-security-policy': BYTES_POLICY });
  response.end(answer.bytes);
}
