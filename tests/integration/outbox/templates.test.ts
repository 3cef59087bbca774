// Texts kept to be used again, over the contract: kept as written, by name, and back after a restart.
import { call } from '@orpc/server';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createNodeCore } from '#main/hosts/node/node-core';
import type { Core } from '#main/core/core-types';

const home = mkdtempSync(path.join(os.tmpdir(), 'plico-templates-'));
const open = (): Promise<Core> => createNodeCore({ folder: path.join(home, 'profile'), extraAnchors: [], note: () => undefined });
afterAll(() => rmSync(home, { recursive: true, force: true }));

const REMINDER = { name: 'Sollecito', subject: 'Sollecito – fattura {{numero}}', text: 'Spett.le {{nome}},\n\n{{ testo }}\n' };

test('kept, changed, listed by name, still there in the next process, taken away', async () => {
  let core = await open();
  const { templates } = core.router;
  const saved = await call(templates.save, { id: null, content: REMINDER });
  await call(templates.save, { id: null, content: { ...REMINDER, name: 'atto 10' } });
  await call(templates.save, { id: null, content: { ...REMINDER, name: 'Atto 9' } });
  await call(templates.save, { id: saved.id, content: { ...REMINDER, text: 'Altro {{nome}}' } });
  await core.close();
  core = await open();
  try {
    const listed = await call(core.router.templates.list, undefined);
    expect(listed.map(({ name, subject, text }) => [name, subject, text])).toEqual([
      ['Atto 9', REMINDER.subject, REMINDER.text],
      ['atto 10', REMINDER.subject, REMINDER.text],
      ['Sollecito', REMINDER.subject, 'Altro {{nome}}'],
    ]);
    await call(core.router.templates.remove, { id: saved.id });
    expect((await call(core.router.templates.list, undefined)).map(({ name }) => name)).toEqual(['Atto 9', 'atto 10']);
  } finally {
    await core.close();
  }
});

test.each([
  ['without a name', { ...REMINDER, name: '  ' }],
  ['a name of a page', { ...REMINDER, name: 'x'.repeat(101) }],
  ['a subject beyond what a header takes', { ...REMINDER, subject: 'x'.repeat(901) }],
  ['a recipient of its own', { ...REMINDER, to: ['x@pec.example'] }],
  ['a header of its own', { ...REMINDER, headers: { Bcc: 'x@pec.example' } }],
])('SND-01 a template %s is refused', async (_title, content) => {
  const core = await open();
  try {
    await expect(call(core.router.templates.save, { id: null, content })).rejects.toThrow();
    expect((await call(core.router.templates.list, undefined)).length).toBe(2);
  } finally {
    await core.close();
  }
});
