// Which column holds the address and which the name: a proposal from what the cells are, corrected by what
// the column is called. The person sees it and can choose another.
import { readRecipient } from '#shared/model/sendable-address';

const LOOKED_AT = 200;
const NAME_WORDS = [/ragione sociale|denominazione/i, /destinatario|cliente|condomino|societ/i, /nominativo|cognome|nome|name/i];

export function guessColumns(
  columns: readonly string[],
  rows: readonly { readonly cells: readonly string[] }[],
): { readonly addressColumn: string; readonly nameColumn: string | null } {
  const some = rows.slice(0, LOOKED_AT);
  const scores = columns.map((name, index) => {
    const valid = some.filter(({ cells }) => readRecipient(cells[index] ?? '').state === 'valid').length;
    // Of two columns of addresses the certified one is meant.
    return valid * 4 + (valid > 0 && /pec/i.test(name) ? some.length : 0) + (/pec|mail|indirizzo/i.test(name) ? 1 : 0);
  });
  const best = Math.max(...scores);
  const addressColumn = columns[scores.indexOf(best)] ?? '';
  const nameColumn =
    NAME_WORDS.map((words) => columns.find((name) => name !== addressColumn && words.test(name))).find((name) => name !== undefined) ??
    null;
  return { addressColumn, nameColumn };
}
