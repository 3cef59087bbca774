// IPC-01: every call of the contract with what is no input for it, over the real socket of the Node host. Each is
// refused with a code, none reaches work, and the core answers afterwards as before.
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { isContractProcedure, type ContractRouterClient } from '@orpc/contract';
import { request } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { startServer, type ServerHandle } from '#main/hosts/node/server';
import { contract, type Contract } from '#shared/contract/contract';
import { openTempCore, type TempCore } from '#tests/support/temp-core';

type Call = { readonly name: string; readonly schema: z.ZodType };

let temp: TempCore;
let server: ServerHandle;
let screen = '';
let cookie = '';

beforeAll(async () => {
  screen = mkdtempSync(path.join(os.tmpdir(), 'plico-screen-'));
  writeFileSync(path.join(screen, 'index.html'), '<!doctype html>');
  temp = await openTempCore();
  server = await startServer(temp.core, { port: 0, rendererFolder: screen });
  cookie = await new Promise<string>((resolve, reject) => {
    const call = request(server.url, (response) => {
      response.resume();
      resolve((response.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '');
    });
    call.on('error', reject);
    call.end();
  });
});
afterAll(async () => {
  await server.close();
  await temp.close();
  rmSync(screen, { recursive: true, force: true });
});

/** Every call with an input, by its dotted name. */
function callsIn(node: unknown, name: string): readonly Call[] {
  if (isContractProcedure(node)) {
    const schema = node['~orpc'].inputSchema;
    return schema instanceof z.ZodType ? [{ name, schema }] : [];
  }
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => callsIn(value, name === '' ? key : `${name}.${key}`));
}

function keysOf(schema: z.ZodType): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

async function connect(): Promise<{ readonly socket: WebSocket; readonly client: ContractRouterClient<Contract> }> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/rpc`, { headers: { cookie, origin: `http://127.0.0.1:${server.port}` } });
  await new Promise((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
  });
  return { socket, client: createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })) };
}

function call(client: unknown, name: string, input: unknown): Promise<unknown> {
  let target = client;
  for (const key of name.split('.')) target = (target as Readonly<Record<string, unknown>>)[key];
  return (target as (given: unknown) => Promise<unknown>)(input);
}

/** Of the wrong shape whatever the call. */
const NEVER: readonly unknown[] = [
  null,
  true,
  -1,
  '',
  'x'.repeat(100_000),
  [],
  [{}],
  { 'no such key': 1 },
  JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
  nested(1_000),
];
/** For every key of an input at once. */
const WRONG: readonly unknown[] = [
  {},
  [[]],
  { __proto__: null, toString: 1 },
  '\0',
  '../../etc/passwd',
  Number.MIN_VALUE,
  '💥'.repeat(2_000),
];

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = { value };
  return value;
}

const CALLS = callsIn(contract, '');

test('every input of the contract is an object that takes no other key', () => {
  const loose = CALLS.filter(({ schema }) => {
    const read = schema.safeParse({ 'no such key': 1 });
    return read.success || !read.error.issues.some((issue) => JSON.stringify(issue).includes('unrecognized_keys'));
  });
  expect({ many: CALLS.length > 60, loose: loose.map(({ name }) => name) }).toEqual({ many: true, loose: [] });
});

test('IPC-01 wrong types, long strings, other keys and __proto__ in every call: refused by code, and the core goes on', async () => {
  const { socket, client } = await connect();
  const wrong: string[] = [];
  for (const { name, schema } of CALLS) {
    const keys = keysOf(schema);
    const given = [...NEVER, ...WRONG.map((value) => Object.fromEntries([...keys, 'no such key'].map((key) => [key, value])))];
    const answers = await Promise.all(given.map((input) => call(client, name, input).then(() => 'done', codeOf)));
    for (const [index, answer] of answers.entries())
      if (answer !== 'BAD_REQUEST') wrong.push(`${name} ${JSON.stringify(given[index]).slice(0, 80)}: ${answer}`);
  }
  expect(wrong).toEqual([]);
  expect([await client.accounts.list(), Reflect.get({}, 'polluted')]).toEqual([[], undefined]);
  socket.terminate();
});

test('IPC-01 frames that are no call, and one larger than any call: that socket ends, the others are answered', async () => {
  const good = await connect();
  for (const frame of ['', 'null', '{', '[]', '{"i":"1","p":{"u":"/__proto__/constructor","b":{}}}', 'x'.repeat(9 * 1024 * 1024)]) {
    const bad = await connect();
    const ended = new Promise((resolve) => bad.socket.on('close', resolve));
    bad.socket.on('error', () => undefined);
    bad.socket.send(frame);
    // A frame that ends nothing is passed over; one too large closes the connection.
    if (frame.length > 1_000) await ended;
    bad.socket.terminate();
    expect(await good.client.accounts.list()).toEqual([]);
  }
  good.socket.terminate();
});

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
}
