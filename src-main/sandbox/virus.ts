// Harmless stand-ins for an infected message: the EICAR test string, or an attachment with a marker
// in its name. One marker is known to every scanner, the other only to that of the receiving provider,
// because otherwise the access point would always be first.
import { readParts } from './submitted.ts';
import type { Part } from './submitted.ts';

export const VIRUS_MARKER = 'virus-di-prova';
export const LATE_VIRUS_MARKER = 'virus-sconosciuto-al-mittente';
/** In two halves, so that no scanner takes this file for a virus. */
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

export function hasVirus(message: Buffer, where: 'access' | 'incoming'): boolean {
  return leaves(readParts(message)).some((part) => {
    const name = part.fileName?.toLowerCase() ?? '';
    if (name.includes(VIRUS_MARKER) || (where === 'incoming' && name.includes(LATE_VIRUS_MARKER))) return true;
    const body = message.toString('latin1', part.bodyStart, part.end);
    return (part.encoding === 'base64' ? Buffer.from(body, 'base64').toString('latin1') : body).includes(EICAR);
  });
}

function leaves(part: Part): readonly Part[] {
  return part.children.length === 0 ? [part] : part.children.flatMap((child) => leaves(child));
}
