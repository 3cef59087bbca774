// JSON with one spelling (RFC 8785): keys in the order of their UTF-16 units, no blanks, strings and
// numbers as ECMAScript writes them. Two programs that mean the same write the same bytes.

/** Plain data only: objects, arrays, strings, finite numbers, booleans, null. Members that are undefined are left out. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    // RFC 8785 §3.2.2.3: what IEEE 754 calls not a number or infinite has no JSON form.
    if (!Number.isFinite(value)) throw new Error('a number without a JSON form');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((member: unknown) => canonicalJson(member)).join(',')}]`;
  if (typeof value !== 'object') throw new Error(`no JSON form for ${typeof value}`);
  let members = '';
  // The default order of sort() is that of UTF-16 units.
  for (const key of Object.keys(value).sort()) {
    const member: unknown = Reflect.get(value, key);
    if (member !== undefined) members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}
