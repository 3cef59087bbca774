// What the fields of the export screen mean, as a choice the core understands. Pure.
import type { ExportChoice } from '#shared/model/evidence';

/** What was chosen before the export was opened, and how many rows that is. */
export type ChosenRows = { readonly choice: Exclude<ExportChoice, { kind: 'query' }>; readonly count: number };

export type ChoiceDraft = {
  readonly kind: 'chosen' | 'search' | 'client' | 'period';
  readonly query: string;
  readonly client: string;
  readonly from: string;
  readonly to: string;
};

/** Null while the fields do not say anything yet. */
export function choiceOf(draft: ChoiceDraft, chosen: ExportChoice | null): ExportChoice | null {
  switch (draft.kind) {
    case 'chosen':
      return chosen;
    case 'search':
      return draft.query.trim() === '' ? null : { kind: 'query', query: draft.query.trim() };
    case 'client': {
      const who = draft.client.trim().replaceAll('"', '');
      return who === '' ? null : { kind: 'query', query: `da:"${who}" OR a:"${who}"` };
    }
    case 'period': {
      const parts = [
        ['dopo', isoDay(draft.from)],
        ['prima', isoDay(draft.to)],
      ].flatMap(([name, day]) => (day === null ? [] : [`${name}:${day}`]));
      return parts.length === 0 || badDay(draft.from) || badDay(draft.to) ? null : { kind: 'query', query: parts.join(' ') };
    }
  }
}

/** "20/11/2026" as "2026-11-20"; null when it is no day. */
export function isoDay(text: string): string | null {
  const [, day, month, year] = /^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*$/.exec(text) ?? [];
  if (day === undefined || month === undefined || year === undefined) return null;
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return at.getUTCDate() === Number(day) && at.getUTCMonth() === Number(month) - 1 ? at.toISOString().slice(0, 10) : null;
}

/** Something was typed, and it is no day. */
export function badDay(text: string): boolean {
  return text.trim() !== '' && isoDay(text) === null;
}
