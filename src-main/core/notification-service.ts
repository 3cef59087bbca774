// The service of a document by a lawyer: the form judged with its files, the draft made of it, and the file
// to be deposited held against what the receipts contain.
import { createHash } from 'node:crypto';
import { checkForm, type DocumentFact } from '#main/notification-l53/check-form';
import { relataText } from '#main/notification-l53/relata';
import { NOTIFICATION_SUBJECT } from '#main/outbox/check-notification';
import { draftFile } from '#main/store/draft';
import { AppError } from '#shared/model/app-error';
import { emptyDraft } from '#shared/model/compose';
import { asBlobHash, type BlobHash, type DispatchId } from '#shared/model/ids';
import type { Filing, FilingCheck, NotificationCheck, NotificationDraft, NotificationForm } from '#shared/model/notification';
import { textFor } from '#shared/text/catalogue';
import type { ComposeService } from './compose-service.ts';
import { dispatchView } from './dispatch-view.ts';
import { messageView } from './message-view.ts';
import type { CoreServices } from './services.ts';

export type NotificationService = {
  check(form: NotificationForm): Promise<NotificationCheck>;
  make(form: NotificationForm): Promise<NotificationDraft>;
  /** `file`: uploaded before. */
  filing(dispatch: DispatchId, file: BlobHash): Promise<Filing>;
};

export function createNotificationService(services: CoreServices, compose: ComposeService): NotificationService {
  const { store, accounts, clock, pool } = services;

  async function factOf(file: BlobHash, name: string): Promise<DocumentFact> {
    const bytes = store.read((tx) => draftFile(tx, file));
    if (bytes === null) return { pdf: false, signature: 'none' };
    const pdf = Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-';
    if (!/\.p7m$/i.test(name)) return { pdf, signature: 'none' };
    const now = clock.now();
    const judged = await pool.judge({ bytes, label: name, policy: 'smime/1', at: now, judgedAt: now, deep: false, content: null });
    const integrity = judged.state === 'done' ? judged.value[0]?.signature.integrity : undefined;
    const chain = judged.state === 'done' ? judged.value[0]?.signature.chain : undefined;
    if (integrity !== 'valid') return { pdf, signature: integrity === 'unsupported' ? 'undecided' : 'invalid' };
    return { pdf, signature: chain === 'trusted' ? 'valid' : 'undecided' };
  }

  async function check(form: NotificationForm): Promise<NotificationCheck> {
    const facts: DocumentFact[] = [];
    for (const { file } of form.documents) facts.push(await factOf(file.file, file.name));
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome' }).format(clock.now());
    const { address } = accounts.byId(form.account);
    // The report is always in Italian: it is a document of an Italian proceeding.
    return { findings: checkForm(form, facts, today), subject: NOTIFICATION_SUBJECT, relata: relataText(form, address, textFor('it')) };
  }

  return {
    check,
    async make(form) {
      const found = await check(form);
      if (found.findings.some(({ level }) => level === 'blocking')) return { state: 'blocked', check: found };
      const draft = compose.create({
        ...emptyDraft(form.account),
        to: form.recipients.map(({ address }) => address.trim()),
        subject: NOTIFICATION_SUBJECT,
        text: `${found.relata}\n`,
        attachments: form.documents.map(({ file }) => file),
      });
      return { state: 'made', draft: draft.id };
    },
    async filing(dispatch, file) {
      const bytes = store.read((tx) => draftFile(tx, file));
      const view = await dispatchView(services, dispatch);
      if (bytes === null || view === null) throw new AppError('notFound', { values: { what: bytes === null ? 'file' : 'dispatch' } });
      const sha256 = asBlobHash(createHash('sha256').update(bytes).digest('hex'));
      const recipients: FilingCheck[] = [];
      for (const { address, receipts, role } of view.state.recipients) {
        if (role === 'notAddressed') continue;
        const receipt = receipts.find(({ type, extent }) => type === 'delivery' && extent === 'complete') ?? null;
        const content = receipt === null ? null : await messageView(services, view.account, receipt.hash);
        const same = content?.attachments.find((one) => one.sha256 === sha256) ?? null;
        recipients.push({
          recipient: address,
          receipt: receipt?.hash ?? null,
          extent: receipt?.extent ?? null,
          verdict: receipt?.verdict ?? null,
          same: content === null ? null : same !== null,
          name: same?.name ?? null,
        });
      }
      return { dispatch, sha256, recipients };
    },
  };
}
