// The text of a PDF, page by page, by pdf.js without its canvas, fonts and scripts. Loaded when the
// first PDF comes: most parsing processes never see one.
import { TEXT_LIMITS, type TextBudget } from './text-budget.ts';

export async function readPdf(bytes: Uint8Array, budget: TextBudget): Promise<void> {
  const { getDocumentProxy } = await import('unpdf');
  let document: Awaited<ReturnType<typeof getDocumentProxy>>;
  try {
    // pdf.js takes the memory of what it is given over: it gets a copy.
    document = await getDocumentProxy(Uint8Array.from(bytes), {
      useSystemFonts: false,
      disableFontFace: true,
      useWorkerFetch: false,
      verbosity: 0,
      maxImageSize: 1,
    });
  } catch (error) {
    budget.stopped(error instanceof Error && error.name === 'PasswordException' ? 'pdf.encrypted' : 'pdf.damaged');
    return;
  }
  try {
    if (document.numPages > TEXT_LIMITS.pdfPages) budget.stopped('pdf.tooManyPages');
    for (let number = 1; number <= Math.min(document.numPages, TEXT_LIMITS.pdfPages); number += 1) {
      if (budget.late()) return;
      const page = await document.getPage(number);
      const { items } = await page.getTextContent();
      const text = items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join('');
      page.cleanup();
      if (!budget.add(joinedLines(text))) return;
    }
  } catch {
    budget.stopped('pdf.damaged');
  } finally {
    await document.loadingTask.destroy();
  }
}

/** A word split at the end of a line is one word. */
function joinedLines(text: string): string {
  return text.replace(/(\p{L})-\n(?=\p{Ll})/gu, '$1');
}
