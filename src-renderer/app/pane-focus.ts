// F6 goes round the panes; each remembers nothing, its first stop takes the focus.
const ORDER = ['rail', 'list', 'message', 'page', 'composer', 'why'] as const;

export function movePane(step: 1 | -1): void {
  const panes = ORDER.map((name) => document.querySelector<HTMLElement>(`[data-pane="${name}"]`)).filter((pane) => pane !== null);
  if (panes.length === 0) return;
  const current = panes.findIndex((pane) => pane.contains(document.activeElement));
  const next = panes[(current + step + panes.length) % panes.length];
  if (next !== undefined) firstStop(next)?.focus({ preventScroll: true });
}

function firstStop(pane: HTMLElement): HTMLElement | null {
  return (
    pane.querySelector<HTMLElement>('[role="listbox"], [data-scrolls], [aria-current="page"], #why-title, h1[tabindex]') ??
    pane.querySelector<HTMLElement>('button, [tabindex="0"]') ??
    pane
  );
}
