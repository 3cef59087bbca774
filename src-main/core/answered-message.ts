// The message that an answer, a forward or a repetition speaks of, as reply.ts wants it: from the stored
// row, the opened text, and the header of what is archived.
import { readMessage } from '#main/archive/message';
import { parseAddressList, type AddressList } from '#main/mime/addresses';
import { rawHeader } from '#main/mime/headers';
import { parseMessage } from '#main/mime/parse';
import { summariseMessage } from '#main/mime/summary';
import { simpleHtml, plainText } from '#main/outbox/simple-html';
import type { AnsweredMessage } from '#main/outbox/reply';
import { EXTENT, HEADER } from '#main/pec/vocabulary';
import { dispatchById } from '#main/store/dispatch';
import { messageOf } from '#main/store/message';
import { AppError } from '#shared/model/app-error';
import type { AccountId, BlobHash } from '#shared/model/ids';
import type { ReceiptExtent } from '#shared/model/pec-message';
import type { Mailbox } from '#shared/model/sendable-address';
import type { MessageView } from '#shared/model/views';
import { messageView } from './message-view.ts';
import type { CoreServices } from './services.ts';

export type Answered = { readonly message: AnsweredMessage; readonly view: MessageView };

const HEADER_BYTES = 256 * 1024;

/** Throws AppError notFound for bytes the account does not have. */
export async function answeredMessage(services: CoreServices, account: AccountId, hash: BlobHash): Promise<Answered> {
  const { store, accounts } = services;
  const view = await messageView(services, account, hash);
  const read = store.read((tx) => {
    const record = messageOf(tx, account, hash);
    const dispatch = view?.dispatch === null || view === null ? null : dispatchById(tx, view.dispatch);
    return record === null ? null : { record, dispatch, bytes: readMessage(tx, hash) };
  });
  if (view === null || read === null) throw new AppError('notFound', { values: { what: hash } });
  const { record, dispatch, bytes } = read;
  const header = headerFacts(bytes);
  const { claim } = record.detail;
  const certified = claim.kind === 'transportEnvelope' && record.indication === 'passed' ? claim.certification : null;
  // The signed data say where answers go; an unproven envelope says nothing we would follow (PEC-REFERENCE §0.1).
  const replyTo = certified === null ? (claim.kind === 'ordinary' ? header.replyTo : []) : mailboxesOf(parseAddressList(certified.replyTo));
  const sent = record.direction === 'sent';
  const own = sent ? (dispatch?.identificativi ?? []).map((id) => `<${id}>`) : [];
  const ids = sent
    ? [...own, record.messageId]
    : [certified?.msgid ?? null, certified === null ? null : `<${certified.identificativo}>`, certified === null ? record.messageId : null];
  const message: AnsweredMessage = {
    account,
    hash,
    ownAddress: accounts.byId(account).address,
    sent,
    subject: record.subject,
    from: certified === null ? personOf(view.from) : { name: view.from?.name ?? '', address: certified.sender },
    replyTo,
    to: view.to,
    cc: view.cc,
    date: view.date,
    text: view.text ?? (view.html === null ? '' : plainText(simpleHtml(view.html))),
    ids: ids.filter((id) => id !== null),
    references: record.detail.references,
    receipt: header.receipt,
  };
  return { message, view };
}

function personOf(person: MessageView['from']): Mailbox | null {
  return person === null ? null : { name: person.name, address: person.address };
}

/** Headers only: the rest of a message is read in the parsing process. */
function headerFacts(bytes: Uint8Array): { readonly replyTo: readonly Mailbox[]; readonly receipt: ReceiptExtent } {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, HEADER_BYTES));
  const blank = view.indexOf('\r\n\r\n');
  const head = blank < 0 ? view : view.subarray(0, blank + 4);
  const { root } = parseMessage(head);
  const asked = rawHeader(head, root, HEADER.extent)?.trim().toLowerCase();
  const receipt = asked === EXTENT.brief ? 'brief' : asked === EXTENT.concise ? 'concise' : 'complete';
  return { replyTo: mailboxesOf(summariseMessage(head, root).replyTo), receipt };
}

function mailboxesOf(list: AddressList): readonly Mailbox[] {
  return list.addresses.filter(({ valid }) => valid).map(({ address, displayName }) => ({ address, name: displayName }));
}
