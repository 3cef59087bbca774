// What the main process and the core process say to each other. The contract itself never passes
// here: each screen has a port of its own to the core.
import type { ByteAnswer } from '#main/core/byte-answer';
import type { UploadAnswer } from '#shared/contract/assets';
import type { DemoState, DemoStep } from '#shared/model/demo';

export type ToCore =
  | { readonly kind: 'start'; readonly folder: string; readonly version: string; readonly trustFolder: string }
  /** With one port: a screen. */
  | { readonly kind: 'screen' }
  /** With one port: the parsing process that was asked for. */
  | { readonly kind: 'parser'; readonly id: number }
  | { readonly kind: 'parserEnded'; readonly id: number }
  | { readonly kind: 'bytes'; readonly id: number; readonly pathname: string; readonly show: boolean }
  | { readonly kind: 'upload'; readonly id: number; readonly bytes: Uint8Array }
  /** To the person's own core: how it stands with the demonstration boxes. */
  | { readonly kind: 'demoState'; readonly state: DemoState }
  | { readonly kind: 'close' };

/** What the main process hears about the demonstration boxes. */
export type AboutDemo = Extract<FromCore, { kind: 'ready' | 'openDemo' | 'removeDemo' | 'demoProgress' | 'leaveDemo' }>;

export type FromCore =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly code: string; readonly values: Readonly<Record<string, string | number>> }
  | { readonly kind: 'spawnParser'; readonly id: number }
  | { readonly kind: 'killParser'; readonly id: number }
  | { readonly kind: 'bytes'; readonly id: number; readonly answer: ByteAnswer | null }
  | { readonly kind: 'uploaded'; readonly id: number; readonly answer: UploadAnswer | null }
  /** From the person's own core. */
  | { readonly kind: 'openDemo' }
  | { readonly kind: 'removeDemo' }
  /** From the core of the demonstration. */
  | { readonly kind: 'demoProgress'; readonly step: DemoStep; readonly done: number; readonly total: number }
  | { readonly kind: 'leaveDemo'; readonly remove: boolean }
  | { readonly kind: 'closed' };
