// `plico demo`: two embedded PEC providers, three or more accounts, real IMAP and SMTP between them
// and the core, and the app on top. `--once` stops when the first full sync is judged and says
// whether every verdict and every status is the expected one (CLI.md §demo --once --json).
import path from 'node:path';
import type { Core } from '#main/core/core-types';
import { addDemoBoxes, demoMaterial } from '#main/hosts/demo/boxes';
import { insideDemo } from '#main/hosts/demo/inside';
import { startSandbox, type Sandbox } from '#main/sandbox/sandbox';
import { asDispatchId } from '#shared/model/ids';
import { cliText } from '#shared/text/cli';
import { numberOption, textOption } from '#main/hosts/node/arguments';
import { playStory, unexpectedResults } from '#main/hosts/demo/story';
import { createNodeCore } from '#main/hosts/node/node-core';
import { abortOnSignal, openInBrowser, untilStopped } from '#main/hosts/node/process-life';
import { rendererFolder } from '#main/hosts/node/renderer-folder';
import { startServer } from '#main/hosts/node/server';
import type { Terminal } from '#main/hosts/node/terminal';
import type { Command } from '#main/hosts/node/cli';

export const command: Command = {
  usage: 'plico demo [--once] [--json] [--port N] [--data DIR]',
  options: { once: { type: 'boolean' }, port: { type: 'string' } },
  async run({ terminal, folder, values, language }) {
    const text = cliText(language);
    // A folder of its own: the demo never touches real mail.
    const home = textOption(values, 'data') === null && process.env['PLICO_DATA'] === undefined ? `${folder}-demo` : folder;
    const setupStarted = performance.now();
    terminal.note(text.demoSetup);
    const sandbox = await startSandbox({ folder: path.join(home, 'sandbox'), now: Date.now });
    try {
      const core = await createNodeCore({
        ...demoMaterial(home, sandbox),
        demo: insideDemo({ kind: 'nowhere' }, () => undefined),
        note: terminal.note,
      });
      try {
        await prepare(core, sandbox, terminal, text.demoSending);
        const setup = secondsSince(setupStarted);
        const summary = await syncAndSummarise(core, sandbox, terminal, setup);
        const unexpected = await unexpectedResults(core, sandbox);
        for (const line of unexpected) terminal.note(text.demoUnexpected(line));
        if (values['once'] === true) {
          terminal.document({ ...summary, url: null });
          printSummary(terminal, summary, unexpected.length === 0 ? text.demoAsExpected : '');
          terminal.line(text.demoProfile(path.join(home, 'profile')));
          return unexpected.length === 0 ? 0 : 1;
        }
        const server = await startServer(core, { port: numberOption(values, 'port', 0, 0, 65_535), rendererFolder: rendererFolder() });
        core.follow();
        terminal.document({ ...summary, url: server.url });
        printSummary(terminal, summary, '');
        terminal.line(text.demoReady(server.url));
        openInBrowser(server.url);
        await untilStopped();
        await server.close();
        return 0;
      } finally {
        await core.close();
      }
    } finally {
      await sandbox.stop();
    }
  },
};

async function prepare(core: Core, sandbox: Sandbox, terminal: Terminal, label: string): Promise<void> {
  await addDemoBoxes(core, sandbox);
  await playStory(core, sandbox, (done, total) => terminal.progress(label, done, total));
  terminal.progressEnd();
}

export type DemoSummary = Awaited<ReturnType<typeof syncAndSummarise>>;

async function syncAndSummarise(core: Core, sandbox: Sandbox, terminal: Terminal, setup: number) {
  const started = performance.now();
  let judgingSince = started;
  await core.syncOnce({
    account: null,
    signal: abortOnSignal(),
    onStep: () => undefined,
    onProgress: (progress) => {
      if (progress.phase !== 'judging') judgingSince = performance.now();
      terminal.progress(`${progress.phase} ${progress.account}`, progress.done, progress.total);
    },
  });
  await core.idle();
  terminal.progressEnd();
  const stats = core.stats();
  const dispatches = [];
  for (const row of core.rows({ view: 'sent', account: null }, 10_000)) {
    const dispatch = row.type === 'dispatch' ? await core.dispatch(asDispatchId(row.id)) : null;
    if (dispatch === null) continue;
    dispatches.push({
      id: dispatch.id,
      subject: dispatch.subject,
      recipients: dispatch.state.recipients.map(({ address, status }) => ({ address, status })),
    });
  }
  return {
    accounts: core.accounts().length,
    providers: sandbox.providers.length,
    messages: stats.messages,
    archivedBytes: stats.archivedBytes,
    receipts: stats.receipts,
    verdicts: stats.verdicts,
    dispatches,
    seconds: { setup: round(setup), sync: round((judgingSince - started) / 1000), verify: round(secondsSince(judgingSince)) },
  };
}

function printSummary(terminal: Terminal, summary: DemoSummary, closing: string): void {
  const { passed, indeterminate, failed, notApplicable } = summary.verdicts;
  terminal.line(
    `${summary.accounts} caselle, ${summary.providers} gestori, ${summary.messages} messaggi, ${summary.dispatches.length} invii`,
  );
  terminal.line(
    `${terminal.paint(`✓ ${passed}`, 'good')}  ${terminal.paint(`? ${indeterminate}`, 'unsure')}  ${terminal.paint(`✕ ${failed}`, 'bad')}  · ${notApplicable}`,
  );
  if (closing !== '') terminal.line(closing);
}

function secondsSince(at: number): number {
  return (performance.now() - at) / 1000;
}

function round(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
