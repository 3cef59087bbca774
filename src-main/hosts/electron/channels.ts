// Names of the channels between preload and main process. Pages never see them.
import type { HostShell } from '#shared/contract/shell';

export const CONNECT = 'plico:connect';
/** To the preload: a link from outside waits. */
export const MAILTO = 'plico:mailto';
/** With it the preload hands the port to the page (src-renderer/client/connect). */
export const PORT_MESSAGE = 'plico:port';

export function channelOf(name: keyof HostShell): string {
  return `plico:shell:${name}`;
}
