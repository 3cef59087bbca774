// From typed codes to sentences. Unknown codes fall back to a general sentence and never to the
// bare code alone; tests/unit/text lists codes that have no wording.
import type { DispatchFinding, ReceiptRecord } from '#shared/model/dispatch';
import type { Defect, ReceiptExtent, ReceiptType } from '#shared/model/pec-message';
import type { Check } from '#shared/model/verification-report';
import type { Text } from './catalogue.ts';
import { sentenceFor, type Values } from './sentence.ts';

export function errorText(text: Text, error: { readonly code: string; readonly values: Values }): string {
  return sentenceFor(text.mail.errors, error.code, error.values) ?? text.mail.errorUnknown;
}

export function defectText(text: Text, defect: Defect): string {
  return sentenceFor(text.mail.defects, defect.id, { detail: defect.detail }) ?? text.mail.defectUnknown(defect.id);
}

export function findingText(text: Text, finding: DispatchFinding): string {
  return sentenceFor(text.mail.findings, finding.code, { recipient: finding.recipient }) ?? text.mail.findingUnknown(finding.code);
}

export function suspicionText(text: Text, code: string): string {
  return sentenceFor(text.mail.suspicions, code, {}) ?? text.mail.suspicionUnknown;
}

export function attachmentWarningText(text: Text, code: string): string {
  return sentenceFor(text.mail.attachmentWarnings, code, {}) ?? text.mail.attachmentWarningUnknown;
}

/** What a check found: the sentence of its code, else that of its status. */
export function checkText(text: Text, check: Check): string {
  const words = text.checks.words[check.id];
  const { code, values } = check.detail;
  const coded = sentenceFor(text.checks.codes, code, values) ?? sentenceFor(text.mail.defects, code, values);
  if (coded !== null) return coded;
  switch (check.status) {
    case 'passed':
      return words.passed;
    case 'failed':
      return words.failed;
    case 'indeterminate':
      return words.indeterminate;
    case 'notApplicable':
      return text.checks.notApplicable;
    case 'notRun':
      return text.checks.notRun;
  }
}

/** "Avvenuta consegna completa". */
export function receiptText(text: Text, type: ReceiptType, extent: ReceiptExtent | null): string {
  return extent === null || type !== 'delivery' ? text.mail.receipts[type] : text.mail.deliveryWith(extent);
}

/**
 * Why a message was not delivered, in two or three words. Real providers put the reason into
 * errore-esteso with an RFC 3463 status code and leave errore at "altro" (PEC-REFERENCE §2.1).
 * Null when the receipt gives none.
 */
export function causeText(text: Text, receipt: Pick<ReceiptRecord, 'type' | 'errore' | 'extendedError'>): string | null {
  const detail = (receipt.extendedError ?? '').toLowerCase();
  const status = /\b[245]\.(\d{1,3}\.\d{1,3})\b/.exec(detail)?.[1] ?? null;
  const { causes } = text.mail;
  if (receipt.errore === 'virus' || /\bvirus\b/.test(detail)) return causes['virus'] ?? null;
  if (status === '2.2' || /casella piena|quota|mailbox full|over quota/.test(detail)) return text.mail.causeFull;
  if (status === '1.2' || receipt.errore === 'no-dominio') return causes['no-dominio'] ?? null;
  if (status === '1.1' || receipt.errore === 'no-dest' || /indirizzo non valido|utente sconosciuto|user unknown/.test(detail))
    return causes['no-dest'] ?? null;
  if (status === '2.1' || /inibit|disabilitat/.test(detail)) return text.mail.causeInhibited;
  if (status === '4.7' || receipt.type === 'deliveryTimeoutWarning') return text.mail.causeTimeout;
  const named = causes[receipt.errore];
  return named === undefined || named === '' ? null : named;
}
