// Steps of a sync or an import as NDJSON, or as a progress line and a closing sentence.
import type { StepResult, StepSummary } from '#main/core/core-types';
import { safe, type Terminal } from './terminal.ts';

export function reportSteps(
  terminal: Terminal,
  labelKey: 'path' | 'folder',
  /** The sentence of a reason of refusal, or of what there is to say of something stored; null: the reason itself. */
  sentenceOf: (reason: string) => string | null,
): { step(step: StepResult, shown?: string): void; end(summary: StepSummary, language: 'it' | 'en'): void } {
  return {
    step(step, shown = step.label) {
      terminal.object({
        [labelKey]: step.label,
        account: step.account,
        result: step.result,
        sha256: step.hash,
        id: step.id,
        reason: step.reason,
      });
      if (!terminal.json && (step.result === 'refused' || step.result === 'unreadable' || step.reason !== null))
        terminal.note(`${safe(shown, 120)}: ${(step.reason === null ? null : sentenceOf(step.reason)) ?? step.reason ?? step.result}`);
    },
    end(summary, language) {
      terminal.progressEnd();
      terminal.object({ summary });
      const seconds = summary.seconds.toFixed(1);
      terminal.line(
        language === 'it'
          ? `${summary.stored} nuovi, ${summary.known} già noti, ${summary.unreadable} non leggibili, ${summary.refused} rifiutati in ${seconds} s`
          : `${summary.stored} new, ${summary.known} already known, ${summary.unreadable} unreadable, ${summary.refused} refused in ${seconds} s`,
      );
    },
  };
}
