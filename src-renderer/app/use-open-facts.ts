// What commands need to know of the open item, from answers already in the cache.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { AccountId, BlobHash } from '#shared/model/ids';
import type { Handling } from '#shared/model/list';
import { useCore } from '#ui/client/queries.ts';
import { generalReceipt, outcomeReceipt } from '#ui/features/dispatches/receipts.ts';
import type { HandlingTarget } from '#ui/features/handling/use-handling.ts';
import type { OpenItem } from './route.ts';

export type Named = { readonly account: AccountId; readonly hash: BlobHash };

export type OpenFacts = {
  readonly kind: 'nothing' | 'message' | 'dispatch';
  readonly message: Named | null;
  readonly original: Named | null;
  /** What Perché opens on. */
  readonly report: Named | null;
  readonly hasHtml: boolean;
  /** Of the open message; null for what is never handled. */
  readonly handling: Handling | null;
  /** What handling is said of: a received message, or a dispatch that has a problem. */
  readonly subject: HandlingTarget | null;
};

const NOTHING: OpenFacts = { kind: 'nothing', message: null, original: null, report: null, hasHtml: false, handling: null, subject: null };

export function useOpenFacts(open: OpenItem | null): OpenFacts {
  const { queries } = useCore();
  const asMessage = open?.type === 'message' ? { account: open.account, hash: open.hash } : null;
  const asDispatch = open?.type === 'dispatch' ? open : null;
  const message =
    useQuery(queries.messages.open.queryOptions({ input: asMessage ?? NO_MESSAGE, enabled: asMessage !== null })).data ?? null;
  const dispatch =
    useQuery(queries.dispatches.open.queryOptions({ input: { id: asDispatch?.id ?? '' }, enabled: asDispatch !== null })).data ?? null;
  return useMemo<OpenFacts>(() => {
    if (open === null) return NOTHING;
    if (open.type === 'message') {
      const named = { account: open.account, hash: open.hash };
      const shown = message?.hash === open.hash ? message : null;
      return {
        kind: 'message',
        message: named,
        original: named,
        report: shown !== null && (shown.look === 'pending' || shown.kind === 'unreadable') ? null : named,
        hasHtml: shown?.html != null && shown.text !== null,
        handling: shown?.handling ?? null,
        subject: shown?.handling == null ? null : { account: open.account, subject: open.hash },
      };
    }
    if (dispatch === null || dispatch.id !== open.id) return { ...NOTHING, kind: 'dispatch' };
    const receipt = generalReceipt(dispatch.state) ?? dispatch.state.recipients.map(outcomeReceipt).find((each) => each !== null) ?? null;
    // Sent mail needs nothing; a problem does, until somebody says it is handled.
    const handled = dispatch.handling ?? (dispatch.problems.length > 0 ? UNHANDLED : null);
    return {
      kind: 'dispatch',
      message: null,
      original: dispatch.message === null ? null : { account: open.account, hash: dispatch.message.hash },
      report: receipt === null ? null : { account: open.account, hash: receipt.hash },
      hasHtml: dispatch.message?.html != null && dispatch.message.text !== null,
      handling: handled,
      subject: handled === null ? null : { account: open.account, subject: open.id },
    };
  }, [open, message, dispatch]);
}

const UNHANDLED: Handling = { state: 'unhandled', by: null, since: null };
const NO_MESSAGE = { account: '', hash: '' };
