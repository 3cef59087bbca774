// What a file manager does: files and folders that are on the disk, dragged onto the window and let go there.
// A DataTransfer made in the page holds no folders, so the browser itself is told.
import type { Locator, Page } from '@playwright/test';

export async function dropPaths(page: Page, onto: Locator, paths: readonly string[]): Promise<void> {
  const box = await onto.boundingBox();
  if (box === null) throw new Error('nothing to drop on');
  const browser = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  const place = { x: box.x + box.width / 2, y: box.y + Math.min(box.height, 40) / 2, data };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await browser.send('Input.dispatchDragEvent', { type, ...place });
  await browser.detach();
}
