// The open message or dispatch: header, proof, recipients, body, attachments. Features do not know
// each other; here they stand side by side.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, type ReactNode } from 'react';
import type { AccountId, BlobHash } from '#shared/model/ids';
import type { AccountView, DispatchView, MessageView } from '#shared/model/views';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import type { CommandContext } from '#ui/commands/command.ts';
import { DispatchProof } from '#ui/features/dispatches/dispatch-proof.tsx';
import { FileCheckResult } from '#ui/features/dispatches/file-check-result.tsx';
import { ProofDetails } from '#ui/features/dispatches/proof-details.tsx';
import { Recipients } from '#ui/features/dispatches/recipients.tsx';
import { ProblemCards } from '#ui/features/problems/problem-cards.tsx';
import { Attachments } from '#ui/features/reading/attachments.tsx';
import { MessageBody } from '#ui/features/reading/message-body.tsx';
import { MessageHeader } from '#ui/features/reading/message-header.tsx';
import { ReadingNotices } from '#ui/features/reading/reading-notices.tsx';
import { SourceView } from '#ui/features/reading/source-view.tsx';
import { Unreadable } from '#ui/features/reading/unreadable.tsx';
import { ProofStrip } from '#ui/features/verification/proof-strip.tsx';
import { Button } from '#ui/ui/button.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';
import { CopyFacts, CopyMark } from './reading-copy.tsx';
import { ReadingToolbar } from './reading-toolbar.tsx';
import styles from './reading-pane.module.css';
import type { OpenItem } from './route.ts';
import { holdFile, offerPictures, openItem, say, showWhy, useWhere } from './where.ts';

export type ReadingPaneProps = {
  readonly open: OpenItem | null;
  readonly accounts: readonly AccountView[];
  readonly context: CommandContext;
  readonly dark: boolean;
  /** The list is hidden: a way back is needed. */
  readonly alone: boolean;
  readonly onFrameKey: (event: KeyboardEvent) => void;
};

export function ReadingPane(props: ReadingPaneProps): ReactNode {
  const { open } = props;
  const { text } = useWords();
  const pane = useRef<HTMLElement>(null);
  const key = open === null ? '' : open.type === 'message' ? open.hash : open.id;
  useEffect(() => {
    pane.current?.querySelector('[data-scrolls]')?.scrollTo({ top: 0 });
  }, [key]);
  return (
    <main
      ref={pane}
      className={styles['pane']}
      aria-label={text.screen.reading.label}
      data-scope="message"
      data-print="flow"
      data-pane="message"
      tabIndex={-1}
    >
      {open === null ? (
        <div className={styles['nothing']}>
          <p>{text.screen.empty.nothingOpen}</p>
          <p className={styles['hint']}>{text.screen.empty.nothingOpenHint}</p>
        </div>
      ) : (
        <>
          <ReadingToolbar context={props.context} alone={props.alone} open={open} />
          <div
            className={styles['scroll']}
            data-scrolls
            data-print="flow"
            tabIndex={0}
            role="region"
            aria-label={text.screen.reading.label}
          >
            <CopyMark />
            {open.type === 'message' ? (
              <OpenMessage key={open.hash} {...props} account={open.account} hash={open.hash} />
            ) : (
              <OpenDispatch key={open.id} {...props} item={open} />
            )}
            <CopyFacts open={open} />
          </div>
        </>
      )}
    </main>
  );
}

function OpenMessage(props: ReadingPaneProps & { readonly account: AccountId; readonly hash: BlobHash }): ReactNode {
  const { account, hash, accounts } = props;
  const { queries } = useCore();
  const { text } = useWords();
  const query = useQuery(queries.messages.open.queryOptions({ input: { account, hash } }));
  const why = useWhere((where) => where.why);
  const source = useWhere((where) => where.showsSource);
  if (query.data === undefined) return <Waiting error={query.error} onRetry={() => void query.refetch()} />;
  const message = query.data;
  const box = accounts.find((each) => each.id === account) ?? null;
  const { dispatch } = message;
  const openDispatch = dispatch === null ? null : (): void => openItem({ type: 'dispatch', account, id: dispatch }, { focus: true });
  return (
    <>
      <MessageHeader
        subject={message.subject}
        from={message.from}
        to={message.to}
        cc={message.cc}
        date={message.date}
        account={box}
        handling={message.handling}
      />
      {message.kind === 'unreadable' ? null : (
        <ProofStrip
          message={message}
          whyOpen={why?.hash === hash}
          onWhy={() =>
            message.look === 'pending' ? say(text.screen.blocked.noReport) : showWhy(why?.hash === hash ? null : { account, hash })
          }
        />
      )}
      {source ? (
        <SourceView account={account} hash={hash} />
      ) : (
        <>
          <ReadingNotices message={message} onOpenDispatch={openDispatch} />
          {message.kind === 'unreadable' ? (
            <Unreadable message={message} onSave={props.context.act.saveOriginal} />
          ) : (
            <Body {...props} message={message} />
          )}
        </>
      )}
    </>
  );
}

function OpenDispatch(props: ReadingPaneProps & { readonly item: Extract<OpenItem, { type: 'dispatch' }> }): ReactNode {
  const { item, accounts } = props;
  const { queries } = useCore();
  const { text } = useWords();
  const query = useQuery(queries.dispatches.open.queryOptions({ input: { id: item.id } }));
  const checkedFile = useWhere((where) => where.checkedFile);
  const fromProblems = useWhere(({ route }) => route.screen === 'list' && route.view.view === 'problems');
  const why = useWhere((where) => where.why);
  const source = useWhere((where) => where.showsSource);
  if (query.data === undefined) return <Waiting error={query.error} onRetry={() => void query.refetch()} />;
  const dispatch = query.data;
  const box = accounts.find((each) => each.id === item.account) ?? null;
  const toggleWhy = (hash: BlobHash): void => showWhy(why?.hash === hash ? null : { account: item.account, hash });
  return (
    <>
      <DispatchHeader dispatch={dispatch} box={box} />
      <DispatchProof dispatch={dispatch} whyHash={why?.hash ?? null} onWhy={(receipt) => toggleWhy(receipt.hash)} />
      <Recipients
        dispatch={dispatch}
        onWhy={(receipt) => toggleWhy(receipt.hash)}
        onOpen={(receipt) => openItem({ type: 'message', account: item.account, hash: receipt.hash }, { from: item, focus: true })}
      />
      {checkedFile === null ? null : <FileCheckResult dispatch={dispatch} file={checkedFile} onClose={() => holdFile(null)} />}
      <ProblemCards
        dispatch={dispatch}
        stepsOpen={fromProblems}
        onCopy={(request) => copyText(request, text.radar.copied)}
        onAgain={box === null || box.offline || dispatch.message === null ? null : (to) => props.context.act.answer('again', to)}
      />
      <ProofDetails dispatch={dispatch} onWhy={(receipt) => toggleWhy(receipt.hash)} />
      {dispatch.messageSource === 'receipt' ? <Notice>{text.screen.dispatch.fromReceipt}</Notice> : null}
      {dispatch.message === null ? (
        <Notice>{text.screen.dispatch.noCopy}</Notice>
      ) : source ? (
        <SourceView account={item.account} hash={dispatch.message.hash} />
      ) : (
        <Body {...props} message={dispatch.message} />
      )}
    </>
  );
}

function copyText(copied: string, sentence: string): void {
  navigator.clipboard.writeText(copied).then(
    () => say(sentence),
    () => say(null),
  );
}

function DispatchHeader({ dispatch, box }: { readonly dispatch: DispatchView; readonly box: AccountView | null }): ReactNode {
  const people = (role: 'to' | 'cc'): MessageView['to'] =>
    dispatch.state.recipients.filter((each) => each.role === role).map((each) => ({ name: '', address: each.address, suspicious: [] }));
  const { message } = dispatch;
  return (
    <MessageHeader
      subject={dispatch.subject}
      from={{ name: '', address: dispatch.from, suspicious: [] }}
      to={message === null ? people('to') : message.to}
      cc={message === null ? people('cc') : message.cc}
      date={dispatch.date}
      account={box}
      handling={dispatch.handling}
    />
  );
}

function Body({ message, dark, onFrameKey }: ReadingPaneProps & { readonly message: MessageView }): ReactNode {
  const plain = useWhere((where) => where.showsPlainText);
  return (
    <>
      <MessageBody message={message} plainText={plain} dark={dark} onKeyDown={onFrameKey} onPictures={offerPictures} />
      <Attachments message={message} />
    </>
  );
}

function Waiting({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }): ReactNode {
  const { text } = useWords();
  if (error === null || error === undefined)
    return <div className={styles['waiting']} aria-busy="true" aria-label={text.screen.list.loading} />;
  return (
    <Notice
      kind="problem"
      live
      action={
        <Button tone="outlined" onPress={onRetry}>
          {text.screen.banner.retry}
        </Button>
      }
    >
      {errorText(text, codedError(error))}
    </Notice>
  );
}
