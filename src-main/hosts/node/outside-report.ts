// What went outside after an export, or because it was due, as a person reads it (EVIDENCE §14).
import type { OutsideOutcome } from '#main/core/core-types';
import { instantToText } from '#shared/model/ids';
import { textFor, type Language } from '#shared/text/catalogue';
import { errorText } from '#shared/text/wording';
import type { Terminal } from './terminal.ts';

export function tellOutside(terminal: Pick<Terminal, 'line'>, language: Language, { stamp, pec }: OutsideOutcome): void {
  const text = textFor(language);
  const words = text.evidence.audit;
  if (stamp?.state === 'stamped') terminal.line(words.stamped(stamp.size, instantToText(stamp.at)));
  if (stamp?.state === 'failed') terminal.line(`${words.notStamped} ${errorText(text, stamp)}`);
  if (pec?.state === 'queued') terminal.line(words.anchorSent(pec.size));
  if (pec?.state === 'skipped') terminal.line(words.anchorSkipped[pec.why] ?? pec.why);
  if (pec?.state === 'failed') terminal.line(errorText(text, { code: pec.code, values: {} }));
}
