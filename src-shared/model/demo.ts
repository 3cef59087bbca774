// The demonstration boxes beside a person's own mail: a profile, a core and providers of their own. Nothing of
// either is ever seen by the other.

export type DemoStep = 'starting' | 'sending' | 'reading';

export type DemoState =
  /** This host has none to offer. */
  | { readonly state: 'none' }
  /** What is on screen is the demonstration. */
  | { readonly state: 'inside'; readonly back: DemoBack }
  /** `kept`: one of an earlier time lies on disk. */
  | { readonly state: 'closed'; readonly kept: boolean }
  /** `total` 0: not known yet. */
  | { readonly state: 'preparing'; readonly step: DemoStep; readonly done: number; readonly total: number }
  /** `address`: the page goes there; null: it is in a window of its own, which has been brought forward. */
  | { readonly state: 'open'; readonly address: string | null }
  | { readonly state: 'failed'; readonly code: string; readonly values: Readonly<Record<string, string | number>> };

/** How one gets from the demonstration to one's own mail: to an address, by closing the window, or not at all. */
export type DemoBack = { readonly kind: 'address'; readonly address: string } | { readonly kind: 'window' } | { readonly kind: 'nowhere' };
