// Handling of a message in the small form: who has it, whether it is done, with what outcome. State is
// a fold of an append-only event log: any order of the same events gives the same state (DECISIONS
// §Office). Opening a message changes nothing.
import type { Handling } from '#shared/model/list';
import { asInstant } from '#shared/model/ids';

export type HandlingChange =
  | { readonly kind: 'take' }
  | { readonly kind: 'release' }
  | { readonly kind: 'handle'; readonly outcome: string | null; readonly note: string | null }
  | { readonly kind: 'reopen' }
  /** Takes one event back, whoever made it; the event itself stays in the log. */
  | { readonly kind: 'undo'; readonly event: string };

export type HandlingEvent = {
  readonly id: string;
  readonly clock: number;
  readonly author: string;
  readonly at: number;
  readonly change: HandlingChange;
};

const UNHANDLED: Handling = { state: 'unhandled', by: null, since: null };

/** Order of arrival does not matter: events are taken by logical clock, ties by id. */
export function foldHandling(events: readonly HandlingEvent[]): Handling {
  const undone = new Set(events.flatMap(({ change }) => (change.kind === 'undo' ? [change.event] : [])));
  const counted = events
    .filter(({ id, change }) => change.kind !== 'undo' && !undone.has(id))
    .toSorted((a, b) => a.clock - b.clock || (a.id < b.id ? -1 : 1));
  return counted.reduce<Handling>((state, event) => after(state, event), UNHANDLED);
}

function after(state: Handling, { author, at, change }: HandlingEvent): Handling {
  switch (change.kind) {
    case 'take':
      return { state: 'inCharge', by: author, since: asInstant(at) };
    case 'release':
    case 'reopen':
      return UNHANDLED;
    case 'handle':
      return { state: 'handled', by: author, since: asInstant(at) };
    case 'undo':
      return state;
  }
}

/** Null for a change this version does not know: it stays in the log and is passed over. */
export function readChange(value: unknown): HandlingChange | null {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return null;
  switch (value.kind) {
    case 'take':
    case 'release':
    case 'reopen':
      return { kind: value.kind };
    case 'handle':
      return { kind: 'handle', outcome: textOf(value, 'outcome'), note: textOf(value, 'note') };
    case 'undo':
      return 'event' in value && typeof value.event === 'string' ? { kind: 'undo', event: value.event } : null;
    default:
      return null;
  }
}

function textOf(value: object, name: string): string | null {
  const found: unknown = Reflect.get(value, name);
  return typeof found === 'string' ? found : null;
}
