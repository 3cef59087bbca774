// `plico audit`: check the log of the archive, take entries with their proof out of it, anchor it by PEC or by a time-stamp.
import type { Core, EvidenceRequest } from '#main/core/core-types';
import { createNodeCore, findAccount } from '#main/hosts/node/node-core';
import { abortOnSignal } from '#main/hosts/node/process-life';
import { textOption } from '#main/hosts/node/arguments';
import { TIMESTAMP_OPTIONS, timestampOption } from '#main/hosts/node/timestamp-option';
import { tellOutside } from '#main/hosts/node/outside-report';
import { UsageError } from '#main/hosts/node/usage-error';
import type { Command, CommandContext } from '#main/hosts/node/cli';
import { instantToText } from '#shared/model/ids';
import { textFor } from '#shared/text/catalogue';

export const command: Command = {
  usage: [
    'plico audit verify [--anchors DIR] [--since N] [--json]',
    'plico audit export [ID…] --to DIR [--json]',
    'plico audit confirm | checkpoint | rotate-key [--json]',
    'plico audit anchor [--account A [--second ADDRESS] [--after-export]] [--off] [--json]',
    'plico audit anchor --tsa URL [--tsa-user NAME] [--tsa-root FILE] [--weekly] [--after-export] [--json]',
    'plico audit anchor --no-tsa | --due [--json]',
    'ID: a message as `plico list` prints it; without one, all entries.',
    '--since: entries before N are held to the signed roots alone; every message of the archive is read and hashed all the same.',
    '`confirm`: after an older copy was put back, or a log or its key was lost, says so in the log and ends read-only.',
    '`checkpoint`: signs the log and prints it, for paper. `rotate-key`: a new key, endorsed by the one before.',
    '--anchors: receipts (.eml) and time-stamps (.tsr with its .txt) that somebody else kept. --account: chooses the box anchors go out from, to itself',
    'and to --second; from then on weekly, with --after-export also after each export of evidence. `anchor` alone sends one',
    'now. --off: no more anchors.',
    '--tsa: a time-stamp (RFC 3161) over the log as it stands; its password comes from PLICO_PASSWORD_TSA or a prompt.',
    'With --weekly or --after-export the app and `plico serve` go on asking by themselves, and the password is kept with the',
    'other secrets. --no-tsa: no more. --due: sends what is due and stops, for a scheduler of the system.',
    '`export` writes every time-stamp into timestamps/, for `openssl ts -verify`.',
  ].join('\n'),
  options: {
    to: { type: 'string' },
    since: { type: 'string' },
    anchors: { type: 'string' },
    account: { type: 'string' },
    second: { type: 'string' },
    off: { type: 'boolean' },
    weekly: { type: 'boolean' },
    'after-export': { type: 'boolean' },
    'no-tsa': { type: 'boolean' },
    due: { type: 'boolean' },
    ...TIMESTAMP_OPTIONS,
  },
  async run(context) {
    const { terminal, folder, positionals, values } = context;
    const [what, ...ids] = positionals;
    const run = what === undefined ? undefined : RUNS[what];
    if (run === undefined) throw new UsageError('say verify, export, anchor, confirm, checkpoint or rotate-key');
    if (what === 'export' && textOption(values, 'to') === null) throw new UsageError('--to names a new folder');
    const core = await createNodeCore({ folder, extraAnchors: [], note: terminal.note });
    try {
      return await run(core, context, ids);
    } finally {
      await core.close();
    }
  },
};

const UNDECIDED: ReadonlySet<string> = new Set([
  'audit.anchorUnverifiable',
  'audit.headMissing',
  'audit.anchorGivenUp',
  'audit.anchorOtherLog',
]);

type Run = (core: Core, context: CommandContext, ids: readonly string[]) => Promise<number>;

const exportProof: Run = async (core, { terminal, values, language }, ids) => {
  const to = textOption(values, 'to') ?? '';
  const { entries, size } = await core.audit.export(to, ids);
  terminal.document({ path: to, entries, size });
  terminal.line(textFor(language).evidence.audit.exported(entries, size));
  return 0;
};

function sinceOption(values: CommandContext['values']): number {
  const given = textOption(values, 'since');
  if (given === null) return 0;
  if (!/^\d{1,15}$/.test(given)) throw new UsageError('--since takes the number of an entry');
  return Number(given);
}

const verify: Run = async (core, { terminal, values, language }) => {
  const words = textFor(language).evidence.audit;
  const report = await core.audit.verify(textOption(values, 'anchors'), { since: sinceOption(values), bytes: true });
  terminal.document(report);
  for (const { id, what: about } of report.findings)
    terminal.line(`${terminal.paint('✕', 'bad')} ${id}: ${words.findings[id] ?? id} (${about})`);
  terminal.line(words.verified(report.checked.entries, report.findings.length));
  if (report.findings.length === 0) return 0;
  // What could not be decided is not what is wrong (CLI.md: 1 and 2).
  return report.findings.every(({ id }) => UNDECIDED.has(id)) ? 2 : 1;
};

const anchor: Run = async (core, context) => {
  const { terminal, values, language } = context;
  const words = textFor(language).evidence.audit;
  const account = textOption(values, 'account');
  const afterExport = values['after-export'] === true;
  const authority = await timestampOption(values);
  if (authority !== null) {
    if (account !== null || values['off'] === true) throw new UsageError('--tsa goes alone: an anchor by PEC is another command');
    return stampNow(core, context, authority);
  }
  if (values['weekly'] === true) throw new UsageError('--weekly goes with --tsa: an anchor by PEC is weekly anyway');
  if (values['no-tsa'] === true) {
    await core.stamping.choose(null, { password: null, root: null });
    terminal.document({ state: 'off' });
    terminal.line(words.stampsOff);
    return 0;
  }
  if (values['due'] === true) return sendDue(core, context);
  if (values['off'] === true) {
    core.anchors.choose({ account: null, second: null, afterExport: false });
    terminal.document({ state: 'off' });
    terminal.line(words.anchorsOff);
    return 0;
  }
  if (account !== null) core.anchors.choose({ account: findAccount(core, account), second: textOption(values, 'second'), afterExport });
  else if (afterExport) throw new UsageError('--after-export goes with --account or --tsa');
  const sent = await core.anchors.send({ asked: true });
  if (sent.state === 'queued') await core.outbox.sendNow(sent.dispatch);
  terminal.document(sent);
  terminal.line(sent.state === 'queued' ? words.anchorSent(sent.size) : (words.anchorSkipped[sent.why] ?? sent.why));
  return sent.state === 'queued' ? 0 : 2;
};

const confirm: Run = async (core, { terminal, language }) => {
  const words = textFor(language).evidence.audit;
  const state = await core.audit.confirm();
  terminal.document({ state: state === 'sound' ? 'sound' : 'confirmed', was: state });
  terminal.line(words.confirmed[state]);
  return 0;
};

const rotateKey: Run = async (core, { terminal, language }) => {
  const { old, certificate } = await core.audit.rotateKey();
  terminal.document({ old, certificate });
  terminal.line(textFor(language).evidence.audit.keyRotated(certificate));
  return 0;
};

/** For paper: what is on the line can be typed again, and openssl checks it (EVIDENCE §14). */
const checkpoint: Run = async (core, { terminal, language }) => {
  const { text, signature, fingerprint } = await core.audit.paper();
  terminal.document({ checkpoint: text, signature, fingerprint });
  const words = textFor(language).evidence.audit;
  for (const line of text.trimEnd().split('\n')) terminal.line(line);
  terminal.line('');
  terminal.line(words.paper(fingerprint));
  terminal.line(signature);
  return 0;
};

const RUNS: Readonly<Record<string, Run>> = { verify, export: exportProof, anchor, confirm, checkpoint, 'rotate-key': rotateKey };

/** Kept for later only once it worked: a mistyped address is told at once, not in a week. */
async function stampNow(
  core: Core,
  { terminal, values, language }: CommandContext,
  authority: NonNullable<EvidenceRequest['timestamp']>,
): Promise<number> {
  const words = textFor(language).evidence.audit;
  const { url, login, password, root } = authority;
  const [weekly, afterExport] = [values['weekly'] === true, values['after-export'] === true];
  const { at, size, root: treeRoot } = await core.stamps.stamp(authority, abortOnSignal());
  if (weekly || afterExport) await core.stamping.choose({ url, login, weekly, afterExport }, { password, root });
  terminal.document({ state: 'stamped', at: instantToText(at), size, root: treeRoot, weekly, afterExport });
  terminal.line(words.stamped(size, instantToText(at)));
  if (weekly || afterExport) terminal.line(words.stampKept(weekly, afterExport));
  return 0;
}

async function sendDue(core: Core, { terminal, language }: CommandContext): Promise<number> {
  const text = textFor(language);
  const words = text.evidence.audit;
  const pec = await core.anchors.sendIfDue();
  if (pec?.state === 'queued') await core.outbox.sendNow(pec.dispatch);
  const stamp = await core.stamping.stampIfDue(abortOnSignal());
  terminal.document({ pec, stamp });
  tellOutside(terminal, language, { pec, stamp });
  if (pec === null && stamp === null) terminal.line(words.nothingDue);
  return pec?.state === 'skipped' || stamp?.state === 'failed' ? 2 : 0;
}
