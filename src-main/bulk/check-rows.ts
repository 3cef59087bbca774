// Pre-flight of a whole run without sending anything: every row as the message it would be, judged by the
// rules of the composer, and what only a table can get wrong.
import type { BulkCheck, BulkPace, BulkTemplate } from '#shared/model/bulk';
import type { Finding } from '#shared/model/compose';
import { readRecipient } from '#shared/model/sendable-address';
import { checkDraft, type DraftFacts } from '#main/outbox/check-draft';
import { estimatedSize } from '#main/outbox/estimate-size';
import { blocking, warning } from '#main/outbox/finding';
import type { ProviderLimits } from '#main/outbox/provider-limits';
import { createMerge, type Merged } from './merge.ts';

export type TableLine = { readonly line: number; readonly cells: readonly string[] };

export type RowCheck = Merged & { readonly line: number };

export type RowChecker = {
  /** About the template and the box: they hold for every row. */
  readonly findings: readonly Finding[];
  check(row: TableLine): RowCheck;
};

/** `facts`: as for any draft of this template; `firstLines`: where each address stands first in the table. */
export function createRowChecker(
  template: BulkTemplate,
  columns: readonly string[],
  facts: DraftFacts,
  firstLines: ReadonlyMap<string, number>,
): RowChecker {
  const { findings, merge } = createMerge(template, columns);
  return {
    findings: [...findings, ...boxFindings(facts.limits)],
    check(row) {
      const merged = merge(row.cells);
      const { content } = merged;
      const found = checkDraft(content, { ...facts, sizeBytes: estimatedSize(content) });
      const twice = addressTwice(content.to[0] ?? '', row.line, firstLines);
      // A row has one recipient: what is wrong with it is said once, several in one cell in words of their own.
      const several = merged.findings.some(({ code }) => code === 'row.several');
      // Fields of the template are judged once for all rows; braces in a cell are text.
      const said = new Set(['to.none', 'subject.openField', 'text.openField']);
      const own = found.filter(({ code }) => !said.has(code) && !(several && code.startsWith('recipient.')));
      return { line: row.line, content, findings: [...merged.findings, ...(twice === null ? [] : [twice]), ...own] };
    },
  };
}

/** The first line of each address, by its lower-case form. */
export function firstLinesOf(rows: Iterable<TableLine>, template: BulkTemplate, columns: readonly string[]): ReadonlyMap<string, number> {
  const { merge } = createMerge(template, columns);
  const lines = new Map<string, number>();
  for (const row of rows) {
    const key = addressKey(merge(row.cells).content.to[0] ?? '');
    if (key !== null && !lines.has(key)) lines.set(key, row.line);
  }
  return lines;
}

export function isBlocked(findings: readonly Finding[]): boolean {
  return findings.some(({ level }) => level === 'blocking');
}

/** What the dry run says of the whole. */
export function summariseChecks(
  template: readonly Finding[],
  checks: readonly RowCheck[],
  sizes: readonly number[],
  pace: BulkPace,
  limits: ProviderLimits,
): BulkCheck {
  const codes = new Map<string, { code: string; level: Finding['level']; rows: number; first: Finding }>();
  for (const { findings } of checks) {
    for (const finding of new Map(findings.map((one) => [one.code, one])).values()) {
      const known = codes.get(finding.code);
      if (known === undefined) codes.set(finding.code, { code: finding.code, level: finding.level, rows: 1, first: finding });
      else known.rows += 1;
    }
  }
  const blocked = checks.filter(({ findings }) => isBlocked(findings)).length;
  const perMinute = Math.min(pace.perMinute ?? Number.POSITIVE_INFINITY, limits.messagesPerMinute ?? Number.POSITIVE_INFINITY);
  const sending = checks.length - blocked;
  const days = pace.perDay === null ? 0 : Math.max(0, Math.ceil(sending / pace.perDay) - 1);
  return {
    findings: template,
    rows: checks.length,
    blocked,
    warned: checks.filter(({ findings }) => findings.length > 0 && !isBlocked(findings)).length,
    codes: [...codes.values()].toSorted(
      (left, right) => Number(left.level === 'warning') - Number(right.level === 'warning') || right.rows - left.rows,
    ),
    sizeBytes: sizes.reduce((most, size) => Math.max(most, size), 0),
    minutes: Number.isFinite(perMinute) || days > 0 ? days * 24 * 60 + Math.ceil((sending - days * (pace.perDay ?? 0)) / perMinute) : null,
  };
}

function boxFindings(limits: ProviderLimits): readonly Finding[] {
  return limits.forbidsBulk ? [warning('bulk.providerForbids', 'from', { limit: limits.messagesPerMinute ?? 0 })] : [];
}

function addressTwice(entry: string, line: number, firstLines: ReadonlyMap<string, number>): Finding | null {
  const first = firstLines.get(addressKey(entry) ?? '');
  return first === undefined || first === line ? null : warning('row.addressTwice', 'to', { line: first });
}

function addressKey(entry: string): string | null {
  const read = readRecipient(entry);
  return read.state === 'valid' ? read.mailbox.address.toLowerCase() : null;
}

/** A row whose message could not be made although it was checked: a file is gone. */
export function setAsideFinding(field: string): Finding {
  return blocking('row.notMade', 'message', { field });
}
