// Small records for tests of the store: valid, distinct by number, and as plain as can be.
import type { Account } from '#main/store/account';
import type { MessageRecord } from '#main/store/message';
import { asAccountId, asBlobHash, asInstant, type AccountId, type BlobHash } from '#shared/model/ids';

export function hashNumber(n: number): BlobHash {
  return asBlobHash(n.toString(16).padStart(64, '0'));
}

export function accountRecord(id: string): Account {
  return {
    id: asAccountId(id),
    address: `${id}@pec.example`,
    label: id,
    colour: 1,
    provider: 'example',
    offline: false,
    settings: { login: id, imap: { host: '127.0.0.1', port: 993, security: 'tls' }, smtp: null },
    createdAt: asInstant(1_700_000_000_000),
  };
}

export function messageRecord(account: AccountId, n: number, change: Partial<MessageRecord> = {}): MessageRecord {
  return {
    account,
    hash: hashNumber(n),
    parserVersion: 1,
    archivedAt: asInstant(1_700_000_000_000),
    sizeBytes: 1000 + n,
    direction: 'received',
    kind: 'certified',
    receiptType: null,
    extent: null,
    recipient: null,
    subject: `subject ${n}`,
    from: { address: 'ente@pec.example', name: 'Ente' },
    toFirst: ['a@pec.example'],
    toCount: 1,
    date: asInstant(1_600_000_000_000 + n * 60_000),
    messageId: `<m${n}@pec.example>`,
    outerMessageId: `<o${n}@pec.example>`,
    outerSubject: `POSTA CERTIFICATA: subject ${n}`,
    identificativo: `o${n}@pec.example`,
    msgid: `<m${n}@pec.example>`,
    certifiedSender: 'ente@pec.example',
    eventTime: asInstant(1_600_000_000_000 + n * 60_000),
    hasAttachments: false,
    defectCount: 0,
    indication: 'passed',
    notes: false,
    look: 'proven',
    preview: `preview ${n}`,
    sortDate: asInstant(1_600_000_000_000 + n * 60_000),
    detail: { claim: { kind: 'ordinary' }, from: null, to: [], cc: [], references: [], defects: [] },
    attachments: [],
    ...change,
  };
}
