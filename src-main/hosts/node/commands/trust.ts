// `plico trust`: what judgements lean on, and issuing CAs pinned beside those that ship. Adding one is
// loud, because whoever holds its key can then make receipts that pass.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Core } from '#main/core/core-types';
import { AppError } from '#shared/model/app-error';
import { instantToText, type Instant } from '#shared/model/ids';
import { textFor } from '#shared/text/catalogue';
import { cliText } from '#shared/text/cli';
import { UsageError } from '#main/hosts/node/usage-error';
import { createNodeCore } from '#main/hosts/node/node-core';
import { safe, table } from '#main/hosts/node/terminal';
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

/** Everything judgements lean on; with --json one object a line, each with its `type`. */
function list(core: Core, { terminal, language }: CommandContext): number {
  const { authorities, lists, places, signers, setDate } = core.trust.view();
  const words = textFor(language).trust;
  for (const authority of authorities) terminal.object({ type: 'authority', ...authority });
  for (const one of lists) terminal.object({ type: 'list', ...one });
  for (const place of places) terminal.object({ type: 'place', ...place });
  for (const signer of signers) terminal.object({ type: 'signer', ...signer });
  const section = (title: string, rows: readonly (readonly string[])[], empty: string): void => {
    terminal.line(`\n${terminal.paint(title, 'strong')}`);
    for (const line of rows.length === 0 ? [empty] : table(rows)) terminal.line(`  ${line}`);
  };
  const day = (at: Instant | null): string => (at === null ? '–' : instantToText(at).slice(0, 10));
  terminal.line(words.setDate(setDate));
  section(
    words.authorities,
    authorities.map(({ certificate, origin, since }) => [
      nameOf(certificate.subject),
      origin === 'bundled' ? words.origin.bundled : terminal.paint(words.origin[origin], 'unsure'),
      day(since),
      certificate.fingerprint,
    ]),
    '–',
  );
  section(
    words.revocation,
    places.map(({ kind, url, outcome, askedAt, validUntil }) => [
      words.kinds[kind],
      outcome === 'kept' ? words.outcome.kept(day(validUntil)) : terminal.paint(words.outcome[outcome], 'unsure'),
      words.asked(day(askedAt)),
      safe(url, 80),
    ]),
    words.nothingAsked,
  );
  section(
    words.signers,
    signers.map(({ provider, subject, messages, firstSeen, lastSeen, fingerprint, replaces, noticedAt }) => [
      safe(provider, 40),
      nameOf(subject),
      String(messages),
      `${day(firstSeen)} – ${day(lastSeen)}`,
      fingerprint.slice(0, 16),
      replaces ? words.newMark(day(noticedAt)) : '',
    ]),
    words.noSigners,
  );
  return 0;
}

function nameOf(subject: string): string {
  return safe(/(?:^|, )CN=([^,]+)/.exec(subject)?.[1] ?? subject, 50);
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
