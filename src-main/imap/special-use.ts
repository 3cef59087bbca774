// Which folder is what: SPECIAL-USE (RFC 6154) where the server has it, then names that Italian
// providers use (PEC-REFERENCE §7, weak sources), then what the user chose in the account settings.
import type { SpecialUse } from '#main/ports';

// Maps, because the keys looked up come from outside: a folder may be called "__proto__".
const FLAGS: ReadonlyMap<string, SpecialUse> = new Map(
  Object.entries({
    '\\inbox': 'inbox',
    '\\sent': 'sent',
    '\\drafts': 'drafts',
    '\\trash': 'trash',
    '\\junk': 'junk',
    '\\archive': 'archive',
  } as const),
);

const NAMES: ReadonlyMap<string, SpecialUse> = new Map(
  Object.entries({
    sent: 'sent',
    'sent items': 'sent',
    'sent messages': 'sent',
    'sent mail': 'sent',
    'posta inviata': 'sent',
    'messaggi inviati': 'sent',
    'elementi inviati': 'sent',
    inviata: 'sent',
    inviate: 'sent',
    inviati: 'sent',
    drafts: 'drafts',
    draft: 'drafts',
    bozze: 'drafts',
    trash: 'trash',
    'deleted items': 'trash',
    'deleted messages': 'trash',
    cestino: 'trash',
    'posta eliminata': 'trash',
    'elementi eliminati': 'trash',
    junk: 'junk',
    spam: 'junk',
    'junk e-mail': 'junk',
    'posta indesiderata': 'junk',
    archive: 'archive',
    archivio: 'archive',
  } as const),
);

export type ListedFolder = { readonly path: string; readonly delimiter: string; readonly flags: ReadonlySet<string> };

/**
 * One use per folder and at most one folder per use: a flag of the server beats a name, a folder
 * nearer to the top beats a deeper one, then the first listed. A Sent folder two levels deep inside a
 * user's own folder is his, not the account's.
 */
export function specialUses(folders: readonly ListedFolder[]): ReadonlyMap<string, SpecialUse> {
  const best = new Map<SpecialUse, { path: string; rank: number }>();
  const consider = (use: SpecialUse | undefined, path: string, rank: number): void => {
    if (use === undefined || use === null) return;
    const held = best.get(use);
    if (held === undefined || rank < held.rank) best.set(use, { path, rank });
  };
  for (const folder of folders) {
    const levels = folder.delimiter === '' ? [folder.path] : folder.path.split(folder.delimiter);
    if (folder.path.toUpperCase() === 'INBOX') consider('inbox', folder.path, 0);
    for (const flag of folder.flags) consider(FLAGS.get(flag.toLowerCase()), folder.path, levels.length);
    const depth = levels[0]?.toUpperCase() === 'INBOX' ? levels.length - 1 : levels.length;
    if (depth === 1) consider(NAMES.get((levels.at(-1) ?? '').trim().toLowerCase()), folder.path, 100 + levels.length);
  }
  const uses = new Map<string, SpecialUse>();
  for (const [use, { path }] of best) if (!uses.has(path)) uses.set(path, use);
  return uses;
}
