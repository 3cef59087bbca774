// What pages may ask of the machine: nothing, but to put text on the clipboard. The renderer has no
// network of its own; mail, trust lists and remote images go through the core (THREATS IPC-03).
import type { Session } from 'electron';
import { APP_ORIGIN } from './app-protocol.ts';

/** Copying text from a page of ours; reading the clipboard is another permission. */
const ALLOWED = 'clipboard-sanitized-write';

export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, decide, details) =>
    decide(permission === ALLOWED && details.isMainFrame && originOf(details.requestingUrl) === APP_ORIGIN),
  );
  session.setPermissionCheckHandler((_contents, permission, origin) => permission === ALLOWED && originOf(origin) === APP_ORIGIN);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  session.setSpellCheckerEnabled(false); // it would fetch dictionaries
  session.webRequest.onBeforeRequest((request, answer) => answer({ cancel: !mayLoad(request.url) }));
  session.on('will-download', (event, item) => {
    // Attachments and originals, which the system's own dialog asks where to put; nothing else.
    if (!item.getURLChain().every((url) => url.startsWith(`${APP_ORIGIN}/bytes/`))) event.preventDefault();
  });
}

function mayLoad(address: string): boolean {
  const url = URL.parse(address);
  if (url === null) return false;
  // The inspector of an unpackaged app is a page of devtools:.
  if (url.protocol === 'data:' || url.protocol === 'blob:' || url.protocol === 'devtools:') return true;
  return originOf(address) === APP_ORIGIN;
}

/** Scheme and host; `URL.origin` is "null" for schemes the parser does not know. */
export function originOf(address: string): string | null {
  const url = URL.parse(address);
  return url === null ? null : `${url.protocol}//${url.host}`;
}
