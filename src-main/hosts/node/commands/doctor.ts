// `plico doctor`: finds damage; repairs only what can be made again from the archive, with --rebuild.
import { cliText } from '#shared/text/cli';
import { numberText } from '#shared/text/dates';
import { createNodeCore } from '#main/hosts/node/node-core';
import type { Command } from '#main/hosts/node/cli';

export const command: Command = {
  usage: 'plico doctor [--rebuild] [--json]',
  options: { rebuild: { type: 'boolean' } },
  async run({ terminal, folder, values, language }) {
    const words = cliText(language);
    const core = await createNodeCore({ folder, extraAnchors: [], note: terminal.note });
    try {
      const report = await core.doctor({
        rebuild: values['rebuild'] === true,
        onProgress: (done, total) => terminal.progress('doctor', done, total),
      });
      terminal.progressEnd();
      terminal.document(report);
      for (const finding of report.findings) terminal.line(`${terminal.paint('✕', 'bad')} ${finding.id}: ${finding.what}`);
      const { blobs, rows, entries } = report.checked;
      const [first = '', second = '', third = ''] = [blobs, rows, entries].map((count) => numberText(language, count));
      const sign = report.findings.length === 0 ? terminal.paint('✓', 'good') : terminal.paint('✕', 'bad');
      terminal.line(`${sign} ${words.doctor(first, second, third, report.findings.length)}`);
      return report.findings.length > 0 ? 1 : 0;
    } finally {
      await core.close();
    }
  },
};
