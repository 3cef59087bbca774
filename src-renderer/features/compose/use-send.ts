// Sending what is on screen: saved first, checked as saved, warnings confirmed, then queued by the core.
import { useState } from 'react';
import type { DraftContent, DraftId, Finding } from '#shared/model/compose';
import type { DispatchId, Instant } from '#shared/model/ids';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { useWords } from '#ui/ui/words.ts';
import type { Saver } from './saver.ts';

export type Sending = {
  readonly busy: boolean;
  /** Warnings to be confirmed before it leaves. */
  readonly asks: { readonly warnings: readonly Finding[]; readonly scheduledFor: Instant | null } | null;
  readonly send: (scheduledFor: Instant | null) => void;
  readonly confirm: () => void;
  readonly cancel: () => void;
};

export type SendInput = {
  readonly draft: DraftId;
  readonly saver: Saver;
  readonly latest: () => DraftContent;
  readonly uploading: boolean;
  readonly onSent: (dispatch: DispatchId, scheduledFor: Instant | null) => void;
  readonly onSay: (sentence: string) => void;
  readonly onBlocked: () => void;
};

export function useSend(input: SendInput): Sending {
  const { core } = useCore();
  const { text } = useWords();
  const [busy, setBusy] = useState(false);
  const [asks, setAsks] = useState<Sending['asks']>(null);

  async function attempt(scheduledFor: Instant | null, confirmed: readonly Finding[]): Promise<void> {
    const { onSay } = input;
    if (input.uploading) return onSay(text.composer.stillUploading);
    const shown = input.latest();
    const revision = await input.saver.flush();
    if (revision === null) return onSay(text.composer.notSaved);
    const { findings } = await core.client.compose.check({ content: shown, scheduledFor });
    // Written or attached meanwhile: what leaves is what is on screen, and what was checked.
    if (input.latest() !== shown) return attempt(scheduledFor, confirmed);
    if (findings.some(({ level }) => level === 'blocking')) return blocked();
    // What came up after the question was asked is asked about too.
    if (!findings.every((finding) => confirmed.some((known) => sameFinding(known, finding))))
      return setAsks({ warnings: findings, scheduledFor });
    const result = await core.client.compose.send({ id: input.draft, revision, scheduledFor });
    switch (result.state) {
      case 'queued':
        return input.onSent(result.dispatch, scheduledFor);
      case 'blocked':
        return blocked();
      case 'conflict':
        return onSay(result.draft === null ? text.composer.conflictGone : text.composer.conflict);
    }
  }

  function blocked(): void {
    input.onSay(text.composer.blockedSend);
    input.onBlocked();
  }

  function start(scheduledFor: Instant | null, confirmed: readonly Finding[]): void {
    if (busy) return;
    setBusy(true);
    attempt(scheduledFor, confirmed)
      .catch((error: unknown) => input.onSay(errorText(text, codedError(error))))
      .finally(() => setBusy(false));
  }

  return {
    busy,
    asks,
    send: (scheduledFor) => start(scheduledFor, []),
    confirm() {
      if (asks === null) return;
      setAsks(null);
      start(asks.scheduledFor, asks.warnings);
    },
    cancel: () => setAsks(null),
  };
}

function sameFinding(left: Finding, right: Finding): boolean {
  return left.code === right.code && left.field === right.field && JSON.stringify(left.values) === JSON.stringify(right.values);
}
