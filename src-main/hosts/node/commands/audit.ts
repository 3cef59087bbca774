// `plico audit`: check the log of the archive, take entries with their proof out of it, anchor it by PEC or by a time-stamp.
import type { Core } from '#main/core/core-types';
import { createNodeCore, findAccount } from '#main/hosts/node/node-core';
import { abortOnSignal } from '#main/hosts/node/process-life';
import { textOption } from '#main/hosts/node/arguments';
import { TIMESTAMP_OPTIONS, timestampOption } from '#main/hosts/node/timestamp-option';
import { UsageError } from '#main/hosts/node/usage-error';
import type { Command, CommandContext } from '#main/hosts/node/cli';
import { instantToText } from '#shared/model/ids';
import { textFor } from '#shared/text/catalogue';

export const command: Command = {
  usage: [
    'plico audit verify [--anchors DIR] [--json]',
    'plico audit export [ID…] --to DIR [--json]',
    'plico audit anchor [--account A [--second ADDRESS]] [--off] [--json]',
    'plico audit anchor --tsa URL [--tsa-user NAME] [--tsa-root FILE] [--json]',
    'ID: a message as `plico list` prints it; without one, all entries.',
    '--anchors: receipts (.eml) and time-stamps (.tsr with its .txt) that somebody else kept. --account: chooses the box anchors go out from, to itself',
    'and to --second; from then on weekly. `anchor` alone sends one now. --off: no more anchors.',
    '--tsa: a time-stamp (RFC 3161) over the log as it stands; its password comes from PLICO_PASSWORD_TSA or a prompt.',
    '`export` writes every time-stamp into timestamps/, for `openssl ts -verify`.',
  ].join('\n'),
  options: {
    to: { type: 'string' },
    anchors: { type: 'string' },
    account: { type: 'string' },
    second: { type: 'string' },
    off: { type: 'boolean' },
    ...TIMESTAMP_OPTIONS,
  },
  async run(context) {
    const { terminal, folder, positionals, values } = context;
    const [what, ...ids] = positionals;
    const run = what === 'verify' ? verify : what === 'export' ? exportProof : what === 'anchor' ? anchor : null;
    if (run === null) throw new UsageError('say verify, export or anchor');
    if (what === 'export' && textOption(values, 'to') === null) throw new UsageError('--to names a new folder');
    const core = await createNodeCore({ folder, extraAnchors: [], note: terminal.note });
    try {
      return await run(core, context, ids);
    } finally {
      await core.close();
    }
  },
};

const UNDECIDED: ReadonlySet<string> = new Set(['audit.anchorUnverifiable', 'audit.headMissing']);

type Run = (core: Core, context: CommandContext, ids: readonly string[]) => Promise<number>;

const exportProof: Run = async (core, { terminal, values, language }, ids) => {
  const to = textOption(values, 'to') ?? '';
  const { entries, size } = await core.audit.export(to, ids);
  terminal.document({ path: to, entries, size });
  terminal.line(textFor(language).evidence.audit.exported(entries, size));
  return 0;
};

const verify: Run = async (core, { terminal, values, language }) => {
  const words = textFor(language).evidence.audit;
  const report = await core.audit.verify(textOption(values, 'anchors'));
  terminal.document(report);
  for (const { id, what: about } of report.findings)
    terminal.line(`${terminal.paint('✕', 'bad')} ${id}: ${words.findings[id] ?? id} (${about})`);
  terminal.line(words.verified(report.checked.entries, report.findings.length));
  if (report.findings.length === 0) return 0;
  // What could not be decided is not what is wrong (CLI.md: 1 and 2).
  return report.findings.every(({ id }) => UNDECIDED.has(id)) ? 2 : 1;
};

const anchor: Run = async (core, { terminal, values, language }) => {
  const words = textFor(language).evidence.audit;
  const account = textOption(values, 'account');
  const authority = await timestampOption(values);
  if (authority !== null) {
    if (account !== null || values['off'] === true) throw new UsageError('--tsa goes alone: an anchor by PEC is another command');
    const { at, size, root } = await core.stamps.stamp(authority, abortOnSignal());
    terminal.document({ state: 'stamped', at: instantToText(at), size, root });
    terminal.line(words.stamped(size, instantToText(at)));
    return 0;
  }
  if (values['off'] === true) {
    core.anchors.choose({ account: null, second: null });
    terminal.document({ state: 'off' });
    terminal.line(words.anchorsOff);
    return 0;
  }
  if (account !== null) core.anchors.choose({ account: findAccount(core, account), second: textOption(values, 'second') });
  const sent = await core.anchors.send({ asked: true });
  if (sent.state === 'queued') await core.outbox.sendNow(sent.dispatch);
  terminal.document(sent);
  terminal.line(sent.state === 'queued' ? words.anchorSent(sent.size) : (words.anchorSkipped[sent.why] ?? sent.why));
  return sent.state === 'queued' ? 0 : 2;
};
