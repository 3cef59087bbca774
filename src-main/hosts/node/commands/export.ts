// `plico export`: evidence of a dispatch, of messages or of what a search finds, for somebody without
// this program; or the mail itself, for any other.
import { createNodeCore } from '#main/hosts/node/node-core';
import { abortOnSignal } from '#main/hosts/node/process-life';
import { textOption, timeOption } from '#main/hosts/node/arguments';
import { TIMESTAMP_OPTIONS, timestampOption } from '#main/hosts/node/timestamp-option';
import { tellOutside } from '#main/hosts/node/outside-report';
import { UsageError } from '#main/hosts/node/usage-error';
import type { Command, CommandContext } from '#main/hosts/node/cli';
import { isMailForm, type ExportProfile } from '#shared/model/evidence';
import { asInstant } from '#shared/model/ids';
import { textFor } from '#shared/text/catalogue';
import { gapSentence } from '#shared/text/gap-words';

const NOT_DONE = 3;

export const command: Command = {
  usage: [
    'plico export ID… | --query Q  --to DIR|FILE.zip [--profile prova|deposito] [--as-of TIME] [--folder | --asics]',
    '             [--unsigned] [--tsa URL [--tsa-user NAME] [--tsa-root FILE]] [--json]',
    'plico export ID… | --query Q | --all  --as eml|mbox|zip  --to DIR|FILE.mbox|FILE.zip [--json]',
    'ID: as `plico list` prints it; its first 8 digits are enough. --query: everything a search finds, so also a',
    'client (`da:rossi OR a:rossi`) or a period (`dopo:2026-01-01 prima:2026-06-30`). --folder leaves the bag unpacked.',
    '--as: the messages alone, byte for byte: a folder of .eml, an mbox (mboxrd), or a zip of .eml. A sent message comes',
    'with its receipts; --all is everything archived.',
    '--unsigned leaves out the signature of this installation, so that the same input gives the same bytes.',
    '--tsa: a time-stamp (RFC 3161) over the root; its password comes from PLICO_PASSWORD_TSA or a prompt.',
    '--asics: bundle and time-stamp in one ASiC-S container.',
  ].join('\n'),
  options: {
    to: { type: 'string' },
    query: { type: 'string' },
    all: { type: 'boolean' },
    as: { type: 'string' },
    profile: { type: 'string' },
    'as-of': { type: 'string' },
    folder: { type: 'boolean' },
    asics: { type: 'boolean' },
    unsigned: { type: 'boolean' },
    ...TIMESTAMP_OPTIONS,
  },
  async run({ terminal, folder, positionals, values, language }) {
    const query = textOption(values, 'query');
    const all = values['all'] === true;
    if (positionals.length === 0 && query === null && !all) throw new UsageError('name at least one dispatch or message, or a --query');
    const to = textOption(values, 'to');
    if (to === null) throw new UsageError('--to names a folder or a .zip file');
    const profile = profileOf(values);
    if (all && !isMailForm(profile)) throw new UsageError('--all goes with --as eml, mbox or zip');
    const asOf = timeOption(values, 'as-of');
    const timestamp = await timestampOption(values);
    if (values['asics'] === true && timestamp === null)
      throw new UsageError('--asics needs --tsa: an ASiC-S container is a bundle and its time-stamp');
    const core = await createNodeCore({ folder, extraAnchors: [], note: terminal.note });
    const signal = abortOnSignal();
    try {
      const ids = all ? 'all' : query === null ? positionals : [...positionals, ...(await core.idsOf(query))];
      const { outside, ...result } = await core.exportEvidence(ids, {
        profile,
        to,
        asOf: asOf === null ? null : asInstant(asOf),
        form: values['asics'] === true ? 'asics' : values['folder'] === true ? 'folder' : 'zip',
        language,
        unsigned: values['unsigned'] === true,
        timestamp,
        signal,
        onProgress: (done, total) => terminal.progress(done < total ? 'export' : 'export: report, zip', done, total),
      });
      terminal.progressEnd();
      if (outside?.pec?.state === 'queued') await core.outbox.sendNow(outside.pec.dispatch);
      const went = outside !== undefined && (outside.stamp !== null || outside.pec !== null);
      terminal.document(went ? { ...result, outside } : result);
      const text = textFor(language);
      terminal.line(`${terminal.paint('✓', 'good')} ${result.path}`);
      terminal.line(text.evidence.exported(result.messages, result.rootSha256));
      for (const gap of result.missing) terminal.line(`${terminal.paint('!', 'unsure')} ${gapSentence(text, gap)}`);
      if (went) tellOutside(terminal, language, outside);
      return 0;
    } catch (error) {
      if (!signal.aborted) throw error;
      // Ctrl-C is a choice, not a fault.
      terminal.progressEnd();
      terminal.note(textFor(language).desk.export.cancelled);
      return NOT_DONE;
    } finally {
      await core.close();
    }
  },
};

/** `--as` is for mail as it came, `--profile` for evidence. */
function profileOf(values: CommandContext['values']): ExportProfile {
  const form = textOption(values, 'as');
  const profile = textOption(values, 'profile') ?? 'prova';
  if (profile !== 'prova' && profile !== 'deposito') throw new UsageError('--profile is prova or deposito');
  if (form === null) return profile;
  if (form !== 'eml' && form !== 'mbox' && form !== 'zip') throw new UsageError('--as is eml, mbox or zip');
  const others = ['profile', 'as-of', 'folder', 'asics', 'unsigned', 'tsa'].filter((name) => values[name] !== undefined);
  if (others.length > 0) throw new UsageError(`--as does not go with --${others.join(', --')}`);
  return form;
}
