// Simple formatting as Node reads addresses (src-shared/model/simple-html.ts).
import { simplified } from '#shared/model/simple-html';

export { plainText } from '#shared/model/simple-html';

export function simpleHtml(html: string): string {
  return simplified(html, (text) => URL.parse(text));
}
