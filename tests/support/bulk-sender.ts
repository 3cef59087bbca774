// Run as a process of its own by the test that kills it: opens the profile, goes on with what is running
// there, and says every tenth of a second where the run stands, as one line of JSON.
import { readFileSync } from 'node:fs';
import { createNodeCore } from '#main/hosts/node/node-core';

const [, , folder = '', trustFile = ''] = process.argv;
const trust = JSON.parse(readFileSync(trustFile, 'utf8')) as {
  readonly anchors: readonly string[];
  readonly lists: readonly string[];
  readonly roots: string;
};
const core = await createNodeCore({
  folder,
  extraAnchors: trust.anchors,
  extraLists: trust.lists.map((list) => Buffer.from(list, 'base64')),
  loopbackRoots: trust.roots,
  note: () => undefined,
});
process.stdout.on('error', () => process.exit(0));
core.follow();
setInterval(() => {
  const [run] = core.bulk.list();
  const memory = Math.round(process.memoryUsage().rss / 1024 / 1024);
  process.stdout.write(`${JSON.stringify({ state: run?.state, wait: run?.wait?.kind ?? null, counts: run?.counts, memory })}\n`);
}, 100);
process.stdin.on('data', () => {
  for (const run of core.bulk.list()) core.bulk.resume(run.id);
});
