// Bundles of one archive whose log was anchored: by a PEC to oneself through the sandbox, and by a time-stamp of a
// local authority. Before the anchor, after it, of mail that came later, and after the stamp.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openProfileSecrets } from '#main/core/profile-secrets';
import { startSandbox } from '#main/sandbox/sandbox';
import { connect } from '#main/store/connection';
import { asInstant, type Instant } from '#shared/model/ids';
import { unpack } from './evidence-lab.ts';
import { addSandboxBox, sandboxCore } from './sandbox-core.ts';
import { startTimestampAuthority } from './timestamp-authority.ts';

const ROSSI = 'studio.rossi@pec-uno.example';
const COMUNE = 'comune@pec-due.example';

export type Bundle = { readonly zip: string; readonly folder: string; readonly asOf: Instant };
export type AnchoredBundles = {
  readonly home: string;
  readonly before: Bundle;
  readonly anchored: Bundle;
  readonly later: Bundle;
  readonly stamped: Bundle;
  /** `before` once more, as of the same time. */
  again(): Promise<Bundle>;
  /** As `anchored`, after the key of the installation was changed. */
  rotated(): Promise<Bundle>;
  /** As `anchored`, after one receipt of the anchor was damaged in the archive; what the bundle says is missing. */
  damaged(): Promise<Bundle & { readonly missing: readonly string[] }>;
  close(): Promise<void>;
};

export async function openAnchoredBundles(): Promise<AnchoredBundles> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'plico-log-proof-'));
  const sandbox = await startSandbox({ folder: null, now: Date.now });
  const authority = await startTimestampAuthority();
  await sandbox.settle();
  const core = await sandboxCore(path.join(home, 'profile'), sandbox);
  const rossi = await addSandboxBox(core, sandbox, ROSSI);

  async function until(arrived: () => Promise<boolean>): Promise<void> {
    for (let round = 0; round < 200; round += 1) {
      await core.syncOnce({ account: null, signal: new AbortController().signal, onStep: () => undefined, onProgress: () => undefined });
      await core.idle();
      if (await arrived()) return;
      await pause(200);
    }
    throw new Error('nothing came back');
  }

  /** One message to one recipient, delivered; id of its dispatch. */
  async function receiptsOf(name: string): Promise<readonly string[]> {
    const text = `From: <${ROSSI}>\r\nTo: <${COMUNE}>\r\nSubject: ${name}\r\nMessage-ID: <${name}@prova.example>\r\nDate: ${new Date().toUTCString()}\r\n\r\n${name}\r\n`;
    await core.submit(rossi, Buffer.from(text), [COMUNE]);
    const found = () => core.rows({ view: 'sent', account: rossi }, 100).find((row) => row.subject === name);
    await until(() => Promise.resolve(found()?.dispatch?.state === 'allDelivered'));
    return [found()?.id ?? ''];
  }

  async function bundleOf(
    name: string,
    ids: readonly string[],
    asOf: Instant = asInstant(Math.ceil(Date.now() / 1000) * 1000),
  ): Promise<Bundle & { readonly missing: readonly string[] }> {
    const { path: zip, missing } = await core.exportEvidence(ids, {
      profile: 'prova',
      to: path.join(home, `${name}.zip`),
      asOf,
      form: 'zip',
      unsigned: true,
      timestamp: null,
      language: 'it',
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    return { zip, folder: await unpack(zip, path.join(home, name)), asOf, missing: missing.map(({ state }) => state) };
  }

  const first = await receiptsOf('prima');
  const before = await bundleOf('before', first);
  core.anchors.choose({ account: rossi, second: null, afterExport: false });
  const sent = await core.anchors.send({ asked: true });
  if (sent.state !== 'queued') throw new Error(JSON.stringify(sent));
  await core.outbox.sendNow(sent.dispatch);
  await until(async () => (await core.anchors.evidence(null)).length === 2);
  const anchored = await bundleOf('anchored', first);
  const second = await receiptsOf('dopo');
  const later = await bundleOf('later', second);
  await core.stamps.stamp({ url: authority.url, login: null, password: null, root: null }, new AbortController().signal);
  const stamped = await bundleOf('stamped', second);
  return {
    home,
    before,
    anchored,
    later,
    stamped,
    again: () => bundleOf('again', first, before.asOf),
    async rotated() {
      await core.audit.rotateKey();
      return bundleOf('rotated', first);
    },
    async damaged() {
      const [lost] = await core.anchors.evidence(null);
      const raw = connect(path.join(home, 'profile'), { key: (await openProfileSecrets(path.join(home, 'profile'), null)).key });
      for (const { name } of raw.prepare(`SELECT name FROM main.sqlite_schema WHERE type = 'trigger'`).all() as { name: string }[])
        raw.exec(`DROP TRIGGER main.${name}`);
      for (const table of ['blob', 'spool'])
        raw.exec(`UPDATE main.${table} SET body = zeroblob(length(body)) WHERE hash = x'${lost?.what ?? ''}'`);
      raw.close();
      return bundleOf('damaged', first);
    },
    async close() {
      await core.close();
      await sandbox.stop();
      authority.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
