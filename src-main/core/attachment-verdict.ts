// The verdict on a signed attachment, asked for when a person wants it and never stored: judged by the
// rules of plain signatures, at the time its message proves, and never with the words of PEC.
import { readMessage } from '#main/archive/message';
import { messageOf } from '#main/store/message';
import { newestReport } from '#main/store/report';
import { AppError } from '#shared/model/app-error';
import type { AccountId, BlobHash } from '#shared/model/ids';
import type { AttachmentVerdict } from '#shared/model/views';
import { CURRENT_POLICY } from './message-view.ts';
import type { CoreServices } from './services.ts';

/** Rejects with notFound, or input.file when the attachment was too much for the parsing process. */
export async function attachmentVerdict(
  { store, pool, clock }: Pick<CoreServices, 'store' | 'pool' | 'clock'>,
  account: AccountId,
  hash: BlobHash,
  part: string,
): Promise<readonly AttachmentVerdict[]> {
  const known = store.read((tx) => {
    const record = messageOf(tx, account, hash);
    return record === null ? null : { record, bytes: readMessage(tx, hash), report: newestReport(tx, hash, CURRENT_POLICY) };
  });
  const attachment = known?.record.attachments.find((one) => one.part === part);
  if (known === null || attachment === undefined) throw new AppError('notFound', { values: { what: part } });
  const { record, bytes, report } = known;
  const own = await pool.part({ bytes, part });
  if (own.state !== 'done' || own.value === null) throw unreadable(attachment.name);
  // Of "x.pdf.p7s" the content is the attachment "x.pdf" beside it.
  const base = attachment.name.replace(/\.(p7s|tsr|tst|tsd)$/i, '');
  const beside = base === attachment.name ? undefined : record.attachments.find(({ name }) => name === base);
  const content = beside === undefined ? null : await pool.part({ bytes, part: beside.part });
  // A message that passed shows that what it carries existed when it was sent.
  const at = report?.conclusion.indication === 'passed' ? report.signatureTime : null;
  const judged = await pool.judge({
    bytes: own.value.bytes,
    label: attachment.name,
    policy: 'smime/1',
    at,
    judgedAt: clock.now(),
    deep: true,
    content: content?.state === 'done' ? (content.value?.bytes ?? null) : null,
  });
  if (judged.state !== 'done') throw unreadable(attachment.name);
  return judged.value;
}

function unreadable(file: string): AppError {
  return new AppError('input.file', { retry: 'afterUser', values: { file } });
}
