// A failed call as a coded error. The host sends AppErrors as oRPC errors whose data is
// { code, values }; anything else is 'internal', a dropped link is 'net.closed'.
export type CodedError = { readonly code: string; readonly values: Readonly<Record<string, string | number>> };

export function codedError(error: unknown): CodedError {
  const data = property(error, 'data');
  const code = property(data, 'code');
  if (typeof code === 'string') return { code, values: asValues(property(data, 'values')) };
  const name = property(error, 'name');
  if (name === 'AbortError') return { code: 'net.closed', values: {} };
  const outer = property(error, 'code');
  if (outer === 'NOT_FOUND') return { code: 'notFound', values: {} };
  if (outer === 'BAD_REQUEST') return { code: 'input.invalid', values: {} };
  return { code: 'internal', values: {} };
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function asValues(value: unknown): Readonly<Record<string, string | number>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string | number] => typeof entry[1] === 'string' || typeof entry[1] === 'number',
    ),
  );
}
