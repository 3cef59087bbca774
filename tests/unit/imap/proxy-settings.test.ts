// NET-11: no proxy is ever used, whatever the environment says: there is no setting that could be forged.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { createImapConnector } from '#main/imap/connect';

test('NET-11 proxies named by the environment, with line breaks in them, see no connection', async () => {
  const seen: string[] = [];
  const listen = (name: string): Promise<{ port: number; close(): void }> =>
    new Promise((resolve) => {
      const server = createServer((socket) => {
        seen.push(name);
        socket.destroy();
      });
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve({ port: address !== null && typeof address === 'object' ? address.port : 0, close: () => server.close() });
      });
    });
  const proxy = await listen('proxy');
  const direct = await listen('server');
  const names = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy', 'HTTP_PROXY', 'SOCKS_PROXY'];
  const before = names.map((name) => [name, process.env[name]] as const);
  for (const name of names) process.env[name] = `http://127.0.0.1:${proxy.port}/\r\nX-Forged: 1`;
  try {
    const endpoint = { host: '127.0.0.1', port: direct.port, security: 'tls' } as const;
    await expect(createImapConnector().connect(endpoint, { login: 'a', password: 'b' })).rejects.toMatchObject({ name: 'AppError' });
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    proxy.close();
    direct.close();
  }
  expect(seen).toEqual(['server']);
});

test('NET-11 the adapters never hand a proxy to their libraries', () => {
  const folders = ['imap', 'smtp'].map((name) => path.join(import.meta.dirname, '../../../src-main', name));
  const files = folders.flatMap((folder) => readdirSync(folder).map((name) => path.join(folder, name)));
  expect(files.length).toBeGreaterThan(5);
  expect(files.filter((file) => /\bproxy\s*:/i.test(readFileSync(file, 'utf8')))).toEqual([]);
});
