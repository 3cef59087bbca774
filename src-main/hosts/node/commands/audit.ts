// `plico audit`: check the log of the archive, or take entries with their proof out of it.
import { createNodeCore } from '#main/hosts/node/node-core';
import { textOption } from '#main/hosts/node/arguments';
import { UsageError } from '#main/hosts/node/usage-error';
import type { Command } from '#main/hosts/node/cli';
import { textFor } from '#shared/text/catalogue';

export const command: Command = {
  usage: [
    'plico audit verify [--json]',
    'plico audit export [ID…] --to DIR [--json]',
    'ID: a message as `plico list` prints it; without one, all entries.',
  ].join('\n'),
  options: { to: { type: 'string' } },
  async run({ terminal, folder, positionals, values, language }) {
    const [what, ...ids] = positionals;
    const to = textOption(values, 'to');
    if (what !== 'verify' && what !== 'export') throw new UsageError('say verify or export');
    if (what === 'export' && to === null) throw new UsageError('--to names a new folder');
    const words = textFor(language).evidence.audit;
    const core = await createNodeCore({ folder, extraAnchors: [], note: terminal.note });
    try {
      if (what === 'export') {
        const { entries, size } = await core.audit.export(to ?? '', ids);
        terminal.document({ path: to, entries, size });
        terminal.line(words.exported(entries, size));
        return 0;
      }
      const report = await core.audit.verify();
      terminal.document(report);
      for (const { id, what: about } of report.findings)
        terminal.line(`${terminal.paint('✕', 'bad')} ${id}: ${words.findings[id] ?? id} (${about})`);
      terminal.line(words.verified(report.checked.entries, report.findings.length));
      return report.findings.length > 0 ? 1 : 0;
    } finally {
      await core.close();
    }
  },
};
