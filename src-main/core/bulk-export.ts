// The proof table in words, as a file to keep or to hand on.
import { proofCsv, proofXlsx, type ProofCells } from '#main/bulk/proof-table';
import type { BulkProof } from '#shared/model/bulk';
import type { Instant } from '#shared/model/ids';
import { textFor, type Language, type Text } from '#shared/text/catalogue';
import { composeFindingText } from '#shared/text/compose-wording';
import { datesFor } from '#shared/text/dates';

export type ProofFormat = 'csv' | 'xlsx';
export type ProofFile = { readonly name: string; readonly type: string; readonly bytes: Uint8Array };

const TYPES: Readonly<Record<ProofFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

export async function proofFile(name: string, proofs: readonly BulkProof[], format: ProofFormat, language: Language): Promise<ProofFile> {
  const text = textFor(language);
  const cells = proofCells(proofs, text);
  const bytes = format === 'csv' ? proofCsv(cells) : await proofXlsx(cells, text.bulk.proofSheet);
  return { name: `${text.bulk.proofFile(name.replace(/\.[^.]*$/, ''))}.${format}`, type: TYPES[format], bytes };
}

function proofCells(proofs: readonly BulkProof[], text: Text): ProofCells {
  const dates = datesFor(text.language, 'Europe/Rome');
  const time = (at: Instant | null): string => (at === null ? '' : dates.exact(at));
  return {
    head: text.bulk.proofHead,
    lines: proofs.map((row) => [
      String(row.line),
      row.to,
      row.subject,
      text.bulk.rowStates[row.sending.state],
      row.status === null ? '' : text.mail.statuses[row.status],
      time(row.acceptedAt),
      time(row.outcomeAt),
      reasonOf(row, text),
      row.messageId ?? '',
      row.identificativo ?? '',
      row.sentSha256 ?? '',
      row.acceptanceSha256 ?? '',
      row.outcomeSha256 ?? '',
    ]),
  };
}

function reasonOf(row: BulkProof, text: Text): string {
  if (row.findings.length > 0) return row.findings.map((finding) => composeFindingText(text, finding)).join(' ');
  if (row.sending.state === 'refused') return row.sending.reply;
  return row.cause ?? '';
}
