// The demonstration boxes: the host keeps them, the core only passes on.
import type { Builder } from '#main/core/router';
import type { DemoDesk } from '#main/ports';

export function demoHandlers(builder: Builder, demo: DemoDesk) {
  return {
    demo: {
      state: builder.demo.state.handler(() => demo.state()),
      open: builder.demo.open.handler(() => (demo.open(), null)),
      leave: builder.demo.leave.handler(({ input }) => (demo.leave(input.remove), null)),
      remove: builder.demo.remove.handler(async () => {
        await demo.remove();
        return null;
      }),
    },
  };
}
