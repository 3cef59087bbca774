// `plico trust`: issuing CAs pinned beside those that ship. Adding one is loud, because whoever holds
// its key can then make receipts that pass.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Core } from '#main/core/core-types';
import { AppError } from '#shared/model/app-error';
import { instantToText, asInstant } from '#shared/model/ids';
import { cliText } from '#shared/text/cli';
import { UsageError } from '#main/hosts/node/usage-error';
import { createNodeCore } from '#main/hosts/node/node-core';
import { table } from '#main/hosts/node/terminal';
import type { Command, CommandContext } from '#main/hosts/node/cli';

export const command: Command = {
  usage: 'plico trust list | add FILE | remove SHA256',
  options: {},
  async run(context) {
    const [action, argument] = context.positionals;
    const core = await createNodeCore({ folder: context.folder, extraAnchors: [], note: context.terminal.note });
    try {
      if (action === 'list') return list(core, context);
      if (action === 'add' && argument !== undefined) return await add(core, context, argument);
      if (action === 'remove' && argument !== undefined) return await remove(core, context, argument);
      throw new UsageError('say list, add FILE or remove SHA256');
    } finally {
      await core.close();
    }
  },
};

function list(core: Core, { terminal }: CommandContext): number {
  const added = core.trust.added();
  for (const anchor of added) terminal.object(anchor);
  for (const line of table(
    added.map(({ certificate, source, addedAt }) => [
      certificate.subject,
      source,
      instantToText(asInstant(addedAt)),
      certificate.fingerprint,
    ]),
  ))
    terminal.line(line);
  return 0;
}

async function add(core: Core, { terminal, language }: CommandContext, file: string): Promise<number> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new AppError('input.file', { values: { file }, cause: error });
  }
  terminal.note(cliText(language).anchorWarning);
  const added = core.trust.add(bytes, path.basename(file));
  for (const anchor of added) {
    terminal.object(anchor);
    terminal.line(`${anchor.certificate.subject}\n  SHA-256 ${anchor.certificate.fingerprint}`);
  }
  await core.idle();
  return 0;
}

async function remove(core: Core, { terminal }: CommandContext, fingerprint: string): Promise<number> {
  if (!core.trust.remove(fingerprint)) throw new AppError('notFound', { values: { what: fingerprint } });
  await core.idle();
  terminal.document({ removed: fingerprint });
  terminal.line(fingerprint);
  return 0;
}
