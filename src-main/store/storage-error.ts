// SQLite's result codes as the failures a person can act on (https://sqlite.org/rescode.html).
// A broken constraint is our bug, not the world's: it stays what it is.
import type { AppErrorCode, Retry } from '#shared/model/app-error';
import { AppError } from '#shared/model/app-error';

export function asStorageError(error: unknown, file: string): unknown {
  if (error instanceof AppError) return error;
  const known = meaningOf(codeOf(error));
  return known === null ? error : new AppError(known.code, { retry: known.retry, values: { file }, cause: error });
}

export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

function meaningOf(code: string): { readonly code: AppErrorCode; readonly retry: Retry } | null {
  // No room even for the shared memory of the write-ahead log.
  if (code === 'SQLITE_IOERR_SHMSIZE' || code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
    return { code: 'storage.full', retry: 'afterUser' };
  if (code === 'SQLITE_NOTADB') return { code: 'storage.key', retry: 'never' };
  if (code.startsWith('SQLITE_CORRUPT')) return { code: 'storage.damaged', retry: 'never' };
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return { code: 'storage.locked', retry: 'later' };
  if (code.startsWith('SQLITE_READONLY') || code === 'EROFS' || code === 'EACCES' || code === 'EPERM')
    return { code: 'storage.readOnly', retry: 'afterUser' };
  if (
    code.startsWith('SQLITE_IOERR') ||
    code.startsWith('SQLITE_CANTOPEN') ||
    code === 'EIO' ||
    code === 'EEXIST' ||
    code === 'ENOTDIR' ||
    code === 'ENAMETOOLONG'
  )
    return { code: 'storage.io', retry: 'later' };
  return null;
}
