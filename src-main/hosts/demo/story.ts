// Plays the sandbox's story through the core's own SMTP road, and afterwards holds every verdict and
// every status against what the story's author wrote down by hand.
import type { Core } from '#main/core/core-types';
import type { Sandbox } from '#main/sandbox/sandbox';
import { demoScenario } from '#main/sandbox/scenario';
import type { TroubleDrop } from '#main/sandbox/troublemaker';
import { asBlobHash, type AccountId } from '#shared/model/ids';
import type { MessageView } from '#shared/model/views';

/** Steps done by an earlier start are not done again. */
export async function playStory(core: Core, sandbox: Sandbox, onProgress: (done: number, total: number) => void): Promise<void> {
  const { steps } = demoScenario(sandbox);
  const left = steps.filter((step) => !sandbox.steps.done(step.id));
  for (const [index, step] of left.entries()) {
    onProgress(index, left.length);
    sandbox.clock.at(step.at);
    if (step.kind === 'submit') await core.submit(accountOf(core, step.account.address), step.bytes, step.envelope.to);
    else step.run();
    sandbox.steps.mark(step.id);
  }
  await sandbox.settle();
}

/** One line for each thing that is not as expected; empty when all is well. */
export async function unexpectedResults(core: Core, sandbox: Sandbox): Promise<readonly string[]> {
  const lines: string[] = [];
  lines.push(...(await unexpectedStatuses(core, sandbox)));
  const drops = sandbox.troublemaker.dropped();
  for (const drop of drops) {
    const found = await outcomeOf(core, drop);
    if (found !== drop.expected) lines.push(`${drop.label}: ${found}, expected ${drop.expected}`);
  }
  const { failed, indeterminate } = core.stats().verdicts;
  const refused = drops.filter((drop) => drop.expected === 'refused').length;
  const undecided = drops.filter((drop) => drop.expected === 'undecided').length;
  if (failed !== refused) lines.push(`${failed} refused verdicts, expected ${refused}`);
  if (indeterminate !== undecided) lines.push(`${indeterminate} undecided verdicts, expected ${undecided}`);
  return lines;
}

async function unexpectedStatuses(core: Core, sandbox: Sandbox): Promise<readonly string[]> {
  const lines: string[] = [];
  const found = new Map<string, ReadonlyMap<string, string>>();
  for (const row of core.rows({ view: 'sent', account: null }, 100_000)) {
    const named = core.find(row.id);
    const dispatch = named?.type === 'dispatch' ? await core.dispatch(named.id) : null;
    if (dispatch === null) continue;
    found.set(`${dispatch.account} ${dispatch.msgid}`, new Map(dispatch.state.recipients.map(({ address, status }) => [address, status])));
  }
  for (const expected of demoScenario(sandbox).expectedDispatches) {
    const statuses = found.get(`${accountOf(core, expected.account)} ${expected.msgid}`);
    for (const { address, status } of expected.recipients) {
      const actual = statuses?.get(address) ?? 'missing';
      if (actual !== status) lines.push(`"${expected.subject}" → ${address}: ${actual}, expected ${status}`);
    }
  }
  return lines;
}

async function outcomeOf(core: Core, drop: TroubleDrop): Promise<string> {
  const message = await core.message(accountOf(core, drop.mailbox), asBlobHash(drop.sha256));
  return message === null ? 'missing' : nameOf(message);
}

function nameOf(message: MessageView): string {
  if (message.kind === 'unreadable') return 'unreadable';
  switch (message.conclusion?.indication) {
    case undefined:
      return 'pending';
    case 'failed':
      return 'refused';
    case 'indeterminate':
      return 'undecided';
    case 'notApplicable':
      return 'ordinary';
    case 'passed':
      if (message.claim.kind === 'anomalyEnvelope') return 'anomaly';
      return message.claim.kind === 'receipt' ? `claimWins:${message.claim.receipt.type}` : message.claim.kind;
  }
}

function accountOf(core: Core, address: string): AccountId {
  const account = core.accounts().find((candidate) => candidate.address === address);
  if (account === undefined) throw new Error(`no account for ${address}`);
  return account.id;
}
