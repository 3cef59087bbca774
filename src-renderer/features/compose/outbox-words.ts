// The states of ARCHITECTURE §6 in words: what is the matter, and what happens or is to be done next. Pure.
import type { OutboxEntry } from '#shared/model/compose';
import { assertNever, type Instant } from '#shared/model/ids';
import { errorText } from '#shared/text/wording';
import type { Words } from '#ui/ui/words.ts';

export type OutboxWords = { readonly state: string; readonly next: string | null };

export function outboxWords(entry: OutboxEntry, now: Instant, { text, dates }: Words): OutboxWords {
  const words = text.composer.outgoing;
  const { submission } = entry;
  const state = text.compose.outbox[submission.state];
  switch (submission.state) {
    case 'queued': {
      if (entry.scheduledFor !== null) return { state: text.compose.outboxScheduled(dates.long(entry.scheduledFor)), next: null };
      const { reason, nextAt, attempts } = submission;
      if (reason !== null)
        return {
          state: text.compose.outboxWaits(errorText(text, reason)),
          next: [
            ...said(reason.values['serverSays'], words),
            nextAt === null ? words.held : words.nextTry(dates.time(nextAt), attempts),
          ].join(' '),
        };
      return { state, next: nextAt === null || nextAt <= now ? null : words.leavesIn(secondsUntil(nextAt, now)) };
    }
    case 'submitting':
      return { state, next: null };
    case 'submitted':
      return { state, next: submission.reply === '' ? null : words.saidReply(submission.reply) };
    case 'refused':
      return { state, next: [...said(submission.reply, words), words.refusedNext].join(' ') };
    case 'unknown':
      return { state, next: words.unknownNext };
    default:
      return assertNever(submission);
  }
}

/** The provider's own words as a sentence; none when there are none. */
function said(reply: string | number | undefined, words: Words['text']['composer']['outgoing']): readonly string[] {
  return reply === undefined || reply === '' ? [] : [`${words.saidReply(String(reply).trimEnd().replace(/\.$/, ''))}.`];
}

export function secondsUntil(at: Instant, now: Instant): number {
  return Math.max(0, Math.ceil((at - now) / 1_000));
}

export type OutboxAction = 'undo' | 'retry' | 'giveUp';

/** What can still be done; a message that may have left has none (SND-07). */
export function outboxActions(entry: OutboxEntry): readonly OutboxAction[] {
  if (entry.submission.state !== 'queued') return [];
  const { reason } = entry.submission;
  return [
    ...(entry.undoable ? (['undo'] as const) : []),
    ...(reason === null ? [] : (['retry'] as const)),
    ...(reason === null || entry.undoable ? [] : (['giveUp'] as const)),
  ];
}
