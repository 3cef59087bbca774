// The report as a page (EVIDENCE §2): static, no script, nothing from elsewhere.
import { textFor, type Language } from '#shared/text/catalogue';
import { reportBlocks, type Block, type Report } from './report-blocks.ts';

const CSS = `body{font:15px/1.45 sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
table{border-collapse:collapse;width:100%;margin:.5rem 0}th,td{border:1px solid #999;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}th:first-child{white-space:nowrap}
code{font:12px monospace;overflow-wrap:anywhere}h2{margin-top:2rem}h3{margin-bottom:.2rem}p{margin:.3rem 0}.lead{font-size:1.15rem;font-weight:bold}
h2,h3{break-after:avoid}tr{break-inside:avoid}`;

export function* reportPage(language: Language, report: Report): Generator<string> {
  const { title } = textFor(language).evidence.report;
  yield `<!DOCTYPE html>\n<html lang="${language}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(title)}</title><style>${CSS}</style></head><body>\n`;
  for (const block of reportBlocks(language, report)) yield* htmlOf(block);
  yield '</body></html>\n';
}

/** Shares of the width, as on paper. */
function columns(widths: readonly number[]): string {
  const all = widths.reduce((sum, width) => sum + width, 0);
  return `<colgroup>${widths.map((width) => `<col style="width:${Math.round((width / all) * 100)}%">`).join('')}</colgroup>`;
}

const TAGS = { title: 'h1', heading: 'h2', subheading: 'h3', text: 'p' } as const;

function* htmlOf(block: Block): Generator<string> {
  switch (block.kind) {
    case 'title':
    case 'heading':
    case 'subheading':
    case 'text':
      yield `<${TAGS[block.kind]}>${escape(block.text)}</${TAGS[block.kind]}>\n`;
      return;
    case 'lead':
      yield `<p class="lead">${escape(block.text)}</p>\n`;
      return;
    case 'code':
      yield `<p><code>${escape(block.text)}</code></p>\n`;
      return;
    case 'table':
      yield `<table>${columns(block.widths)}<thead>${row('th', block.head)}</thead><tbody>\n`;
      for (const cells of block.rows) yield row('td', cells);
      yield '</tbody></table>\n';
      return;
    case 'list':
      yield `<ul>${block.items.map((item) => `<li>${escape(item)}</li>`).join('')}</ul>\n`;
      return;
    case 'terms':
      yield `<dl>${block.terms.map(([term, means]) => `<dt>${escape(term)}</dt><dd>${escape(means)}</dd>`).join('')}</dl>\n`;
  }
}

function row(cell: 'td' | 'th', cells: readonly string[]): string {
  return `<tr>${cells.map((content) => `<${cell}>${escape(content)}</${cell}>`).join('')}</tr>\n`;
}

/** Words of a sender are text and nothing else: no mark-up, no control or direction characters. */
function escape(content: string): string {
  return content
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
