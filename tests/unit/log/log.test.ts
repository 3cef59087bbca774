// The log: one line of JSON an entry, nothing in it that could name a person.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createLog, createRef, fileWriter } from '#main/log/log';
import { tempFolder } from '#tests/support/temp-profile';

test('writes entries of its level and above, one line each', () => {
  const lines: string[] = [];
  const log = createLog({ write: (line) => lines.push(line), level: 'warn', now: () => 0 });
  log.info('sync.done', { messages: 3 });
  log.warn('sync.slow', { seconds: 4, retry: true });
  log.error('sync.stopped');
  expect(lines).toEqual([
    '{"at":"1970-01-01T00:00:00.000Z","level":"warn","event":"sync.slow","seconds":4,"retry":true}',
    '{"at":"1970-01-01T00:00:00.000Z","level":"error","event":"sync.stopped"}',
  ]);
});

test('a reference is the same for the same id, and tells nothing without the key', () => {
  const ref = createRef(new Uint8Array(32).fill(1));
  const elsewhere = createRef(new Uint8Array(32).fill(2));
  expect(ref('a@pec.example')).toMatch(/^[0-9a-f]{12}$/);
  expect([
    ref('a@pec.example') === ref('a@pec.example'),
    ref('a@pec.example') === ref('b@pec.example'),
    ref('a') === elsewhere('a'),
  ]).toEqual([true, false, false]);
});

test('plain text does not type-check as a field', () => {
  const log = createLog({ write: () => undefined });
  // @ts-expect-error a subject is not a LogValue
  log.info('x', { subject: 'Diffida' });
  expect(log).toBeDefined();
});

test('a file of the log is private and rolls over at its limit', () => {
  const file = path.join(tempFolder(), 'plico.log');
  const write = fileWriter(file, 20);
  for (const line of ['first line, long enough', 'second']) write(line);
  expect([readFileSync(file, 'utf8'), readFileSync(`${file}.1`, 'utf8'), statSync(file).mode & 0o777]).toEqual([
    'second\n',
    'first line, long enough\n',
    0o600,
  ]);
});
