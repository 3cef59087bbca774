// A reading copy as PDF: what the window would print, where the person says. The page proposes a name
// and nothing else (THREATS IPC-02).
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BrowserWindow, Dialog } from 'electron';

/** Characters that part folders, that files cannot have, or that turn a name around. */
const UNFIT = /[/\\:*?"<>|\p{C}]+/gu;

/** False when the person declines. Rejects with the error of the file system. */
export async function savePdf(
  name: string,
  window: BrowserWindow | null,
  { dialog, downloads }: { readonly dialog: Pick<Dialog, 'showSaveDialog'>; readonly downloads: string },
): Promise<boolean> {
  if (window === null) return false;
  const proposed = path.join(downloads, name.replace(UNFIT, ' ').trim().slice(0, 150));
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: proposed,
    filters: [{ name: 'PDF', extensions: ['pdf'] }],
  });
  if (canceled || filePath === '') return false;
  const pdf = await window.webContents.printToPDF({
    pageSize: 'A4',
    preferCSSPageSize: true,
    printBackground: false,
    generateTaggedPDF: true,
  });
  await writeFile(filePath, pdf);
  return true;
}
