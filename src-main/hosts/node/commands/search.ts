// `plico search`: `list` with the search language; with `--file`, where a file travelled.
import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { AppError } from '#shared/model/app-error';
import { asBlobHash, type BlobHash } from '#shared/model/ids';
import { datesFor } from '#shared/text/dates';
import { textOption } from '#main/hosts/node/arguments';
import type { Command, CommandContext } from '#main/hosts/node/cli';
import { createNodeCore, findAccount } from '#main/hosts/node/node-core';
import { safe, table } from '#main/hosts/node/terminal';
import { UsageError } from '#main/hosts/node/usage-error';
import { listRows } from './list.ts';

export const command: Command = {
  usage: 'plico search QUERY | --file PATH [--account ADDRESS] [--limit N] [--json]',
  options: { account: { type: 'string' }, limit: { type: 'string' }, file: { type: 'string' } },
  async run(context) {
    const file = textOption(context.values, 'file');
    if (file !== null) return placesOf(context, file);
    const query = context.positionals.join(' ').trim();
    if (query === '') throw new UsageError('say what to search for');
    return listRows(context, query);
  },
};

/** NDJSON: one object per message that carries the file, oldest first. */
async function placesOf({ terminal, folder, values, language }: CommandContext, file: string): Promise<number> {
  const sha256 = await hashOfFile(file);
  const core = await createNodeCore({ folder, extraAnchors: [], note: terminal.note });
  try {
    const wanted = textOption(values, 'account');
    const places = core.filePlaces(sha256, wanted === null ? null : findAccount(core, wanted), statSync(file).size);
    if (terminal.json) {
      for (const { account, message, name, row } of places)
        terminal.object({ sha256, account, message, name, id: row?.id ?? null, type: row?.type ?? null, subject: row?.subject ?? null });
      return 0;
    }
    const dates = datesFor(language, 'Europe/Rome');
    for (const line of table(
      places.map(({ name, row, message }) => [
        row === null ? '' : dates.long(row.date),
        row?.type === 'dispatch' ? '→' : '←',
        safe(row?.subject ?? '', 48),
        safe(name ?? '', 32),
        message.slice(0, 12),
      ]),
    ))
      terminal.line(line);
    return 0;
  } finally {
    await core.close();
  }
}

async function hashOfFile(file: string): Promise<BlobHash> {
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  } catch (error) {
    throw new AppError('input.file', { retry: 'afterUser', values: { file }, cause: error });
  }
  return asBlobHash(hash.digest('hex'));
}
