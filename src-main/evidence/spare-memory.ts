// A large export makes a gigabyte of short-lived bytes in a minute, and the engine lets such garbage grow
// to several hundred megabytes before it looks at it. Between stretches of the work it is asked to look.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | null = null;

/** Takes some twenty milliseconds: call it once in many hundred messages. */
export function spareMemory(): void {
  if (collect === null) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
    setFlagsFromString('--no-expose-gc');
  }
  collect();
}
