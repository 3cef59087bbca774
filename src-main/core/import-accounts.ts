// Many boxes from one table (accounts/csv.ts): each row is added or refused with the reason, and one row
// that is wrong keeps no other from being added.
import { readAccountsCsv } from '#main/accounts/csv';
import { AppError } from '#shared/model/app-error';
import type { AccountId } from '#shared/model/ids';
import type { AccountService } from './account-service.ts';

export type AddedRow = {
  /** As an editor numbers it. */
  readonly line: number;
  readonly address: string | null;
  readonly account: AccountId | null;
  /** 'passwordMissing': added, and its password is asked for later. Codes of csv.ts and of AppError otherwise; null when all is well. */
  readonly reason: string | null;
  readonly field: string | null;
};

/** `test`: connects to each box first, and does not add one that cannot be reached. */
export async function importAccounts(
  accounts: AccountService,
  text: string,
  options: { readonly test: boolean; readonly onRow: (row: AddedRow) => void },
): Promise<readonly AddedRow[]> {
  const known = new Set(accounts.all().map(({ address }) => address));
  const rows: AddedRow[] = [];
  for (const row of readAccountsCsv(text, known)) {
    const result = row.ok
      ? await addOne(accounts, row.line, row.account, options.test)
      : { line: row.line, address: null, account: null, reason: row.problem, field: row.field };
    rows.push(result);
    options.onRow(result);
  }
  return rows;
}

type TableAccount = Extract<ReturnType<typeof readAccountsCsv>[number], { ok: true }>['account'];

async function addOne(accounts: AccountService, line: number, row: TableAccount, test: boolean): Promise<AddedRow> {
  const { address, label, login, password, imap, smtp } = row;
  const credentials = { login, password: password ?? '' };
  try {
    const account = await accounts.add({ address, label, imap, smtp, credentials }, { test: test && password !== null });
    return { line, address, account, reason: password === null ? 'passwordMissing' : null, field: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { line, address, account: null, reason: error.code, field: null };
  }
}
