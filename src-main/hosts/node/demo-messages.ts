// What the process of the demonstration boxes and the host of a person's own mail say to each other.
import type { DemoState } from '#shared/model/demo';

/** Arguments of the process: home of the demonstration, and the address of the person's own mail. */
export type DemoArguments = readonly [home: string, back: string];

export type FromDemo =
  | { readonly kind: 'state'; readonly state: DemoState }
  /** A person goes back; with `remove` for good. */
  | { readonly kind: 'leave'; readonly remove: boolean };

export type ToDemo = { readonly kind: 'close' };
