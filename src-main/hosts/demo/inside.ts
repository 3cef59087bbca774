// The demonstration as its own core sees it: it is inside, and can only be left.
import type { DemoDesk } from '#main/ports';
import type { DemoBack } from '#shared/model/demo';

export function insideDemo(back: DemoBack, leave: (remove: boolean) => void): DemoDesk {
  return { state: () => ({ state: 'inside', back }), open: () => undefined, leave, remove: () => Promise.resolve() };
}
