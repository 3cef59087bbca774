// The composer: one draft being written. What is on screen is saved as it is typed, checked as it is
// typed, and sent as it was saved (SCREENS, Composer).
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useImperativeHandle, useRef, type ReactNode, type Ref } from 'react';
import type { ComposeField, Draft, DraftAttachment, DraftId } from '#shared/model/compose';
import type { DispatchId, Instant } from '#shared/model/ids';
import type { AccountView } from '#shared/model/views';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Button } from '#ui/ui/button.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './composer.module.css';
import { ComposerForm } from './composer-form.tsx';
import { ComposerHead } from './composer-head.tsx';
import { withFix, type Signatures } from './draft.ts';
import { Preflight } from './preflight.tsx';
import { SendBar } from './send-bar.tsx';
import { useDraft, type DraftOnScreen } from './use-draft.ts';
import { MOST_DROPPED, useFileDrop } from './use-file-drop.ts';
import { usePreflight } from './use-preflight.ts';
import { useSend } from './use-send.ts';
import { useUploads } from './uploads.ts';

export type ComposerHandle = { send(): void; attach(): void; close(): void };

export type ComposerProps = {
  readonly ref?: Ref<ComposerHandle>;
  readonly draft: DraftId;
  /** Made just now: if nothing is typed it leaves no draft behind. */
  readonly fresh: boolean;
  readonly accounts: readonly AccountView[];
  readonly onSent: (dispatch: DispatchId, scheduledFor: Instant | null) => void;
  readonly onClose: () => void;
  readonly onOpenDraft: (draft: DraftId) => void;
  readonly onSay: (sentence: string) => void;
};

/** Waits for the draft, then writes. A draft opened again is read again: another window may have saved it. */
export function Composer(props: ComposerProps): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const draft = useQuery(queries.compose.open.queryOptions({ input: { id: props.draft }, gcTime: 0, staleTime: 0 }));
  const signatures = useQuery(queries.compose.signatures.queryOptions());
  const first = useRef<Draft | null>(null);
  // What the cache held is from before: only what was read now counts.
  if (draft.data !== undefined && draft.isFetchedAfterMount && first.current?.id !== props.draft) first.current = draft.data;
  if (draft.isError)
    return (
      <Notice
        kind="problem"
        live
        action={
          <Button tone="outlined" onPress={props.onClose}>
            {text.composer.close}
          </Button>
        }
      >
        {errorText(text, codedError(draft.error))}
      </Notice>
    );
  if (first.current === null || signatures.data === undefined) return <div className={styles['composer']} aria-busy="true" />;
  return <OpenComposer key={first.current.id} {...props} start={first.current} signatures={signatures.data} />;
}

function OpenComposer(props: ComposerProps & { readonly start: Draft; readonly signatures: Signatures }): ReactNode {
  const { ref, start, fresh, accounts, signatures, onClose, onOpenDraft, onSay } = props;
  const { text, number } = useWords();
  const draft = useDraft(start);
  const { content, change, saver } = draft;
  const root = useRef<HTMLDivElement>(null);
  const fileInput = useRef<HTMLInputElement>(null);
  const uploads = useUploads(useAddAttachment(change));
  const preflight = usePreflight(start.id, content);
  const sending = useSend({
    draft: start.id,
    saver,
    latest: draft.latest,
    uploading: uploads.list.some(({ state }) => state === 'sending'),
    onSent: props.onSent,
    onSay,
    onBlocked: () => focusFindings(root.current),
  });
  const attach = (): void => fileInput.current?.click();
  useImperativeHandle(ref, () => ({ send: () => sending.send(null), attach, close: onClose }));
  useLeavesNothing(start, fresh, saver);
  const drop = useFileDrop(uploads.add, (why) =>
    onSay(why === 'tooMany' ? text.composer.dropped.tooMany(number(MOST_DROPPED)) : text.composer.dropped[why]),
  );
  return (
    <div
      ref={root}
      className={styles['composer']}
      data-scope="composer"
      data-pane="composer"
      data-box={boxColour(accounts, content.account)}
      {...drop.handlers}
    >
      <ComposerHead draft={draft} start={start} onClose={onClose} onOpenDraft={onOpenDraft} />
      <div className={styles['body']}>
        <ComposerForm
          content={content}
          change={change}
          accounts={accounts}
          signatures={signatures}
          uploads={uploads}
          check={preflight.check}
          fileInput={fileInput}
          onAttach={attach}
        />
        <div className={styles['side']}>
          <Preflight
            {...preflight}
            content={content}
            accounts={accounts}
            onFix={(fix) => change((before) => withFix(before, fix, signatures))}
            onField={(field) => focusField(root.current, field)}
          />
        </div>
      </div>
      <SendBar sending={sending} />
      {drop.over ? <div className={styles['dropping']}>{text.composer.drop}</div> : null}
    </div>
  );
}

function useAddAttachment(change: DraftOnScreen['change']): (attachment: DraftAttachment) => void {
  return useCallback((attachment) => change((before) => ({ ...before, attachments: [...before.attachments, attachment] })), [change]);
}

/** A new draft nobody typed in goes away with the window that made it. */
function useLeavesNothing(start: Draft, fresh: boolean, saver: { changed(): boolean }): void {
  const { core } = useCore();
  const mounted = useRef(false);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
      // StrictMode takes a component away and puts it back at once.
      setTimeout(() => {
        if (!mounted.current && fresh && !saver.changed()) core.client.compose.remove({ id: start.id }).catch(() => undefined);
      });
    };
  }, [core, start.id, fresh, saver]);
}

function boxColour(accounts: readonly AccountView[], account: string): number {
  const colour = accounts.find(({ id }) => id === account)?.colour ?? 0;
  return ((colour % 6) + 6) % 6;
}

function focusFindings(root: HTMLElement | null): void {
  root?.querySelector<HTMLElement>('#preflight-title')?.focus();
}

function focusField(root: HTMLElement | null, field: ComposeField): void {
  const holder = root?.querySelector(`[data-field="${field}"]`);
  const target = holder?.querySelector<HTMLElement>(
    '[data-field-text], input:not([hidden]):not([type="radio"]), select, input:checked, button',
  );
  target?.focus();
}
