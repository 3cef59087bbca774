// A plain text as what its writer says and what he quotes: lines by the number of ">" before them (RFC 3676
// §4.5), and the old correspondence at the end, which is folded when it is long. Pure.

/** Lines that follow each other at one depth; 0 is the writer's own text. Without their ">". */
export type TextBlock = { readonly depth: number; readonly text: string };

export type QuotedText = {
  readonly blocks: readonly TextBlock[];
  /** What stands at the end, folded until asked for. */
  readonly folded: readonly TextBlock[];
  readonly foldedLines: number;
};

/** Shorter quotes stay in sight. */
const FEWEST_FOLDED_LINES = 12;

const MARKS = /^(?:> ?)+/;

export function quotedText(text: string): QuotedText {
  const lines = text.split('\n').map((line) => {
    const marks = MARKS.exec(line)?.[0] ?? '';
    return { depth: marks.replaceAll(' ', '').length, text: line.slice(marks.length) };
  });
  const last = lines.findLastIndex(({ depth, text: words }) => depth === 0 && words.trim() !== '');
  const first = lines.findIndex(({ depth }, at) => at > last && depth > 0);
  const quoted = first < 0 ? 0 : lines.length - first;
  const folds = last >= 0 && quoted >= FEWEST_FOLDED_LINES;
  return {
    blocks: blocksOf(folds ? lines.slice(0, first) : lines),
    folded: folds ? blocksOf(lines.slice(first)) : [],
    foldedLines: folds ? quoted : 0,
  };
}

function blocksOf(lines: readonly TextBlock[]): readonly TextBlock[] {
  const blocks: { depth: number; lines: string[] }[] = [];
  for (const line of lines) {
    const open = blocks.at(-1);
    if (open?.depth === line.depth) open.lines.push(line.text);
    else blocks.push({ depth: line.depth, lines: [line.text] });
  }
  return blocks.map(({ depth, lines: own }) => ({ depth, text: own.join('\n') }));
}
