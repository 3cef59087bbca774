// What `plico account` does beside adding and removing: health of all boxes, dates, a table of boxes, and
// freeing space on a server.
import { readFile } from 'node:fs/promises';
import { AppError } from '#shared/model/app-error';
import { asInstant, type Instant } from '#shared/model/ids';
import { careSentences } from '#shared/text/box-health';
import { cliText } from '#shared/text/cli';
import { datesFor } from '#shared/text/dates';
import { textFor } from '#shared/text/catalogue';
import { errorText } from '#shared/text/wording';
import { textOption, timeOption } from './arguments.ts';
import type { CommandContext } from './cli.ts';
import { createNodeCore, findAccount } from './node-core.ts';
import { abortOnSignal } from './process-life.ts';
import { table } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** Exit 1 when a box needs a person at once, 2 when one will soon. */
export async function showHealth({ terminal, folder, language }: CommandContext): Promise<number> {
  const core = await createNodeCore({ folder, extraAnchors: [], note: terminal.note });
  try {
    const boxes = core.health();
    for (const box of boxes) terminal.object(box);
    const sign = { ok: terminal.paint('✓', 'good'), warning: terminal.paint('!', 'unsure'), critical: terminal.paint('✕', 'bad') };
    const words = cliText(language);
    const dates = datesFor(language, 'Europe/Rome');
    if (boxes.length === 0) terminal.line(words.noBoxes);
    const lines = table(
      boxes.map(({ level, address, health: { lastCheck }, recent }) => [
        sign[level],
        address,
        lastCheck === null ? words.neverChecked : dates.long(lastCheck),
        words.recentCount(recent),
      ]),
    );
    for (const [index, box] of boxes.entries()) {
      const { error } = box.health;
      terminal.line(lines[index] ?? box.address);
      const text = textFor(language);
      const errors = [
        ...(error === null ? [] : [errorText(text, error)]),
        ...box.folderErrors.map((one) => `${one.folder}: ${errorText(text, one.error)}`),
      ];
      for (const sentence of [...errors, ...careSentences(language, box, Date.now())]) terminal.line(`    ${sentence}`);
    }
    const levels = new Set(boxes.map(({ level }) => level));
    return levels.has('critical') ? 1 : levels.has('warning') ? 2 : 0;
  } finally {
    await core.close();
  }
}

export async function setCare({ terminal, folder, values }: CommandContext, address: string): Promise<number> {
  const lifetime = textOption(values, 'password-lifetime');
  if (lifetime !== null && !['0', '90', '180'].includes(lifetime)) throw new UsageError('--password-lifetime is 0, 90 or 180');
  const core = await createNodeCore({ folder, extraAnchors: [], note: terminal.note });
  try {
    const expiresAt = instantOption(values, 'expires');
    const passwordChangedAt = instantOption(values, 'password-changed');
    core.changeBox(findAccount(core, address), {
      ...(expiresAt === null ? {} : { expiresAt }),
      ...(passwordChangedAt === null ? {} : { passwordChangedAt }),
      ...(lifetime === null ? {} : { passwordLifetimeDays: lifetime === '0' ? 0 : lifetime === '90' ? 90 : 180 }),
    });
    terminal.line(`${terminal.paint('✓', 'good')} ${address}`);
    return 0;
  } finally {
    await core.close();
  }
}

export async function importTable({ terminal, folder, values }: CommandContext, file: string | undefined): Promise<number> {
  if (file === undefined) throw new UsageError('name the table');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new AppError('input.file', { values: { file }, cause: error });
  });
  const core = await createNodeCore({ folder, extraAnchors: [], note: terminal.note });
  try {
    const rows = await core.importAccounts(text, {
      test: values['no-test'] !== true,
      onRow(row) {
        terminal.object(row);
        const sign = row.account === null ? terminal.paint('✕', 'bad') : terminal.paint('✓', 'good');
        terminal.line(
          `${sign} ${row.line}: ${row.address ?? ''} ${[row.reason, row.field].filter((part) => part !== null).join(' ')}`.trimEnd(),
        );
      },
    });
    return rows.some(({ account }) => account === null) ? 3 : 0;
  } finally {
    await core.close();
  }
}

export async function freeServer({ terminal, folder, values }: CommandContext, address: string): Promise<number> {
  const before = instantOption(values, 'before');
  if (before === null) throw new UsageError('--before DATE says how old what goes must be');
  const confirm = textOption(values, 'confirm');
  const core = await createNodeCore({ folder, extraAnchors: [], note: terminal.note });
  try {
    const account = findAccount(core, address);
    const plan = core.planFreeing(account, before);
    if (confirm === null) {
      terminal.document(plan);
      for (const line of table(plan.folders.map(({ path, messages, bytes }) => [path, String(messages), megabytes(bytes)])))
        terminal.line(line);
      terminal.line(
        `${plan.messages} messages, ${megabytes(plan.bytes)}; last backup ${plan.backupAt === null ? 'never' : new Date(plan.backupAt).toISOString()}`,
      );
      if (plan.held > 0) terminal.line(`${terminal.paint('!', 'unsure')} ${plan.held} are under a legal hold and stay`);
      if (plan.notInBackup > 0) terminal.line(`${terminal.paint('!', 'unsure')} ${plan.notInBackup} came after the last backup and stay`);
      if (plan.messages > 0) terminal.line(`plico account free-space ${address} --before … --confirm ${plan.messages}`);
      return 0;
    }
    const result = await core.freeSpace(account, {
      before,
      confirmed: Number(confirm),
      signal: abortOnSignal(),
      onProgress: (done) => terminal.progress('free-space', done, plan.messages),
    });
    terminal.progressEnd();
    terminal.document(result);
    terminal.line(`${terminal.paint('✓', 'good')} ${result.removed} messages, ${megabytes(result.bytes)}`);
    for (const { folder: path, uid, reason } of result.kept) terminal.line(`${terminal.paint('!', 'unsure')} ${path} ${uid}: ${reason}`);
    return result.kept.length > 0 ? 2 : 0;
  } finally {
    await core.close();
  }
}

function instantOption(values: CommandContext['values'], name: string): Instant | null {
  const time = timeOption(values, name);
  return time === null ? null : asInstant(time);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
