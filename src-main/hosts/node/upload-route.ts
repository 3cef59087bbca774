// A file for a draft over HTTP: its bytes alone, bounded while they come in.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Core } from '#main/core/core-types';
import { MOST_UPLOAD_BYTES, type UploadAnswer } from '#shared/contract/assets';

export async function takeUpload(
  core: Core,
  request: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const bytes = await readAll(request);
  if (bytes === null) {
    response.writeHead(413, { ...headers, connection: 'close' });
    response.end();
    return;
  }
  const answer: UploadAnswer = core.compose.addFile(bytes);
  response.writeHead(200, { ...headers, 'content-type': 'application/json' });
  response.end(JSON.stringify(answer));
}

/** Null when it is larger than a file may be. */
async function readAll(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) return null;
    size += chunk.length;
    if (size > MOST_UPLOAD_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
