// Views, keys and selections of rows, as a screen sends them.
import { z } from 'zod';
import type { ListView, RowKey, RowSelection } from '#shared/model/list';
import { accountId } from './ids.ts';

export const rowKey = z
  .string()
  .max(200)
  .transform((text): RowKey => text);
export const listView: z.ZodType<ListView> = z.union([
  z.strictObject({ view: z.enum(['all', 'received', 'sent', 'problems', 'unhandled', 'inCharge']), account: accountId.nullable() }),
  z.strictObject({ view: z.literal('search'), account: accountId.nullable(), query: z.string().max(10_000) }),
]);

/** Rows named one by one: more are chosen as a view. */
export const MOST_NAMED_ROWS = 10_000;
const number = z.int().min(0);
export const rowSelection: z.ZodType<RowSelection> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('rows'), keys: z.array(rowKey).max(MOST_NAMED_ROWS) }),
  z.strictObject({
    kind: z.literal('allBut'),
    view: listView,
    seen: z.strictObject({ row: number, message: number, dispatch: number }),
    except: z.array(rowKey).max(MOST_NAMED_ROWS),
  }),
]);
