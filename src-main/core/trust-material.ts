// What a judgement leans on, loaded once: the set that ships with the program, or the user's own
// files, and what the host adds for the sandbox.
import { loadBundledTrust } from '#main/trust/anchors';
import { asMaterial } from '#main/trust/material';
import { anchorsFromFiles, listsFromFiles } from '#main/trust/material-from-files';
import type { TrustMaterial } from '#main/ports';

export type TrustChoice = {
  /** Folder of the shipped set. */
  readonly bundled: string;
  /** File or folder that replaces the shipped anchors; null keeps them. */
  readonly trust: string | null;
  /** Folder with revocation lists; null: none. */
  readonly crls: string | null;
};

/** Rejects with AppError input.file when a file cannot be read or a shipped certificate was changed. */
export async function loadTrust(choice: TrustChoice): Promise<TrustMaterial> {
  const bundled = (await loadBundledTrust(choice.bundled)).material;
  const base = choice.trust === null ? bundled : await anchorsFromFiles(choice.trust, bundled.setDate);
  const lists = choice.crls === null ? { crls: [], ocspResponses: [] } : await listsFromFiles(choice.crls);
  return asMaterial({
    ...base,
    crls: [...base.crls, ...lists.crls],
    ocspResponses: [...base.ocspResponses, ...lists.ocspResponses],
  });
}

/** Where each certificate of the shipped set was taken from. */
export type ShippedSource = { readonly sha256: string; readonly source: string; readonly date: string };

/** The shipped set with the provenance of its members. Rejects with AppError input.file when one was changed. */
export async function loadShippedTrust(
  folder: string,
): Promise<{ readonly trust: TrustMaterial; readonly trustSources: readonly ShippedSource[] }> {
  const { material, entries } = await loadBundledTrust(folder);
  return { trust: material, trustSources: entries.map(({ sha256, source, date }) => ({ sha256, source, date })) };
}
