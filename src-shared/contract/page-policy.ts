// What a page of Plico may load, the same for both hosts: its own files, nothing inline that runs,
// nothing from elsewhere (THREATS HTML, STACK-FINDINGS §3 and §4).

/** The content security policy; `connect` names where the contract and bytes live, such as a WebSocket. */
export function pagePolicy(connect: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src ${["'self'", ...connect].join(' ')}`,
    "frame-src 'self' blob: data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types dompurify plico-mail',
  ].join('; ');
}

/** Bytes of a message are never a page of our origin: an HTML attachment must not run beside the screen. */
export const BYTES_POLICY = "default-src 'none'; sandbox";

/** Headers of every answer beside its policy. No CORS header exists. */
export const ANSWER_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** Types of the files a page is made of; any other suffix is not served. */
export const PAGE_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};
