// The service of a document by a lawyer: the form judged with its files, and the draft made of it.
import { checkForm, type DocumentFact } from '#main/notification-l53/check-form';
import { relataText } from '#main/notification-l53/relata';
import { NOTIFICATION_SUBJECT } from '#main/outbox/check-notification';
import { draftFile } from '#main/store/draft';
import { emptyDraft } from '#shared/model/compose';
import type { BlobHash } from '#shared/model/ids';
import type { NotificationCheck, NotificationDraft, NotificationForm } from '#shared/model/notification';
import { textFor } from '#shared/text/catalogue';
import type { ComposeService } from './compose-service.ts';
import type { CoreServices } from './services.ts';

export type NotificationService = {
  check(form: NotificationForm): Promise<NotificationCheck>;
  make(form: NotificationForm): Promise<NotificationDraft>;
};

export function createNotificationService(services: CoreServices, compose: ComposeService): NotificationService {
  const { store, accounts, clock, pool } = services;

  async function factOf(file: BlobHash, name: string): Promise<DocumentFact> {
    const bytes = store.read((tx) => draftFile(tx, file));
    if (bytes === null) return { pdf: false, signature: 'gone' };
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
  };
}
