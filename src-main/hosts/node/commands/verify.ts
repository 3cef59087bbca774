// `plico verify`: judge files without profile and network (CLI.md §verify --json).
import os from 'node:os';
import { filesToJudge, judgeFiles, type JudgedFile } from '#main/core/judge-files';
import { loadTrust } from '#main/core/trust-material';
import { asInstant } from '#shared/model/ids';
import { textFor } from '#shared/text/catalogue';
import { claimText, cliText, verdictText, type ClaimNames } from '#shared/text/cli';
import { gapSentence } from '#shared/text/gap-words';
import type { Indication } from '#shared/model/verification-report';
import { UsageError } from '#main/hosts/node/usage-error';
import { assetsFolder } from '#main/hosts/node/assets-folder';
import { nodeParserHost } from '#main/hosts/node/parser-process';
import { textOption, timeOption } from '#main/hosts/node/arguments';
import { safe, table, type Terminal, type Tone } from '#main/hosts/node/terminal';
import type { Command } from '#main/hosts/node/cli';

export const command: Command = {
  usage: 'plico verify PATH… [--trust FILE|DIR] [--crls DIR] [--policy pec|smime] [--at TIME] [--deep] [--json]',
  options: {
    trust: { type: 'string' },
    crls: { type: 'string' },
    policy: { type: 'string' },
    at: { type: 'string' },
    deep: { type: 'boolean' },
  },
  async run({ terminal, positionals, values, language }) {
    if (positionals.length === 0) throw new UsageError('name at least one file or folder');
    const policy = textOption(values, 'policy') ?? 'pec';
    if (policy !== 'pec' && policy !== 'smime') throw new UsageError('--policy is pec or smime');
    const at = timeOption(values, 'at');
    const material = await loadTrust({
      bundled: assetsFolder('trust'),
      trust: textOption(values, 'trust'),
      crls: textOption(values, 'crls'),
    });
    const files = await filesToJudge(positionals);
    const summary = createSummary();
    const wanting: JudgedFile[] = [];
    let done = 0;
    const judged = judgeFiles(files, nodeParserHost, {
      material,
      policy: policy === 'pec' ? 'pec/1' : 'smime/1',
      at: at === null ? null : asInstant(at),
      now: asInstant(Date.now()),
      deep: values['deep'] === true,
      processes: Math.max(1, Math.min(4, os.availableParallelism())),
    });
    for await (const file of judged) {
      done += 1;
      terminal.progress('verify', done, files.length);
      summary.add(file);
      if (terminal.json) printJson(terminal, file);
      else if (files.length <= MOST_SHOWN) printFile(terminal, file, language);
      else if (!isSound(file)) wanting.push(file);
    }
    terminal.progressEnd();
    // Of thousands, only those that want a look.
    for (const file of wanting.slice(0, MOST_SHOWN)) printFile(terminal, file, language);
    if (wanting.length > MOST_SHOWN) terminal.line(cliText(language).moreFiles(wanting.length - MOST_SHOWN));
    if (!terminal.json) summary.print(terminal, language);
    return summary.exitCode();
  },
};

const MOST_SHOWN = 50;

function isSound(file: JudgedFile): boolean {
  if (file.state !== 'judged') return false;
  return file.documents.every(({ conclusion }) => conclusion.indication === 'passed' || conclusion.indication === 'notApplicable');
}

function printJson(terminal: Terminal, file: JudgedFile): void {
  if (file.state === 'judged') for (const document of file.documents) terminal.object(document);
  else terminal.object({ file: file.file, error: file.state === 'killed' ? file.defect : 'unreadable' });
}

const TONES: Readonly<Record<Indication, Tone>> = { passed: 'good', indeterminate: 'unsure', failed: 'bad', notApplicable: 'quiet' };

function printFile(terminal: Terminal, file: JudgedFile, language: 'it' | 'en'): void {
  const words = cliText(language);
  const text = textFor(language);
  if (file.state !== 'judged') {
    terminal.line(
      `${terminal.paint('?', 'unsure')} ${file.file}: ${file.state === 'killed' ? words.killed(file.defect) : words.unreadableFile}`,
    );
    return;
  }
  for (const document of file.documents) {
    const { indication } = document.conclusion;
    // A proven anomaly envelope is no sign of anything but itself.
    const shown = indication === 'passed' && document.claim.kind === 'anomalyEnvelope' ? 'notApplicable' : indication;
    const tone = TONES[shown];
    const because =
      document.conclusion.because === null
        ? ''
        : ` (${document.conclusion.because}${document.conclusion.sub === null ? '' : `, ${document.conclusion.sub}`})`;
    terminal.line(`${terminal.paint(words.mark(shown), tone)} ${safe(document.file, 60)}`);
    terminal.line(
      `    ${terminal.paint(verdictText(text, indication, document.claim.kind), tone)}${because}  ${claimText(text, namesOf(document))}`,
    );
    if (document.form === 'bundle') printBundle(terminal, document, language);
    if (document.signature.signer !== null)
      terminal.line(`    ${safe(document.signature.signer, 60)}  ${document.signature.anchor ?? ''}  ${document.signature.time ?? ''}`);
  }
}

/** What does not hold and of which file; what the bundle itself says it lacks; whose key signed it, which is nobody's name. */
function printBundle(terminal: Terminal, document: Judged, language: 'it' | 'en'): void {
  const text = textFor(language);
  const words = text.evidence.verify;
  if (!('missing' in document)) return;
  for (const { code, status, about } of document.checks)
    if (status === 'failed' || status === 'indeterminate')
      terminal.line(
        `    ${terminal.paint(status === 'failed' ? '✕' : '?', status === 'failed' ? 'bad' : 'unsure')} ${words.codes[code] ?? code}${about === '' ? '' : `: ${safe(about, 120)}`}`,
      );
  for (const { code, about } of document.checks)
    if (code === 'bundle.sentNotCompared')
      terminal.line(`    ${terminal.paint('–', 'unsure')} ${words.codes[code] ?? code}: ${safe(about, 120)}`);
  for (const gap of document.missing.slice(0, MOST_SHOWN))
    terminal.line(`    ${terminal.paint('!', 'unsure')} ${safe(gapSentence(text, gap), 160)}`);
  if (document.log !== null) terminal.line(`    ${words.log(document.log)}`);
  terminal.line(`    ${document.installation === null ? words.unsigned : words.installation(document.installation)}`);
}

type Summary = { add(file: JudgedFile): void; print(terminal: Terminal, language: 'it' | 'en'): void; exitCode(): number };

/** Counts by provider, type and verdict: the closing table for a folder of thousands. */
function createSummary(): Summary {
  const counts = new Map<
    string,
    { readonly provider: string; readonly claim: ClaimNames; readonly indication: Indication; count: number }
  >();
  let failed = 0;
  let undecided = 0;
  let unreadable = 0;
  return {
    add(file) {
      if (file.state !== 'judged') {
        unreadable += 1;
        return;
      }
      for (const document of file.documents) {
        if (document.conclusion.indication === 'failed') failed += 1;
        if (document.conclusion.indication === 'indeterminate') undecided += 1;
        const provider = providerOf(document);
        const { conclusion } = document;
        const claim = namesOf(document);
        const key = [provider, claim.kind, claim.receipt, claim.extent, conclusion.indication].join('\0');
        const row = counts.get(key) ?? { provider, claim, indication: conclusion.indication, count: 0 };
        row.count += 1;
        counts.set(key, row);
      }
    },
    print(terminal, language) {
      const text = textFor(language);
      const rows = [...counts.values()].toSorted((a, b) => b.count - a.count);
      terminal.line('');
      const lines = rows.map((row) => [
        String(row.count).padStart(7),
        safe(row.provider, 40),
        claimText(text, row.claim),
        terminal.paint(verdictText(text, row.indication, row.claim.kind), TONES[row.indication]),
      ]);
      for (const line of table(lines)) terminal.line(line);
      if (unreadable > 0) terminal.line(`${String(unreadable).padStart(7)}  ${cliText(language).unreadableFile}`);
    },
    exitCode: () => (failed > 0 ? 1 : undecided + unreadable > 0 ? 2 : 0),
  };
}

type Judged = Extract<JudgedFile, { state: 'judged' }>['documents'][number];

function namesOf({ form, claim }: Judged): ClaimNames {
  return form === 'bundle' ? { kind: 'bundle', receipt: null, extent: null } : claim;
}

function providerOf(document: Judged): string {
  return document.signature.signer?.split('@')[1] ?? '–';
}
