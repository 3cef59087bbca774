// Commands of searching: the field, a file, saved views.
import { READY, everywhere, reading, type Command } from '#ui/commands/command.ts';

export const searchCommands: readonly Command[] = [
  {
    id: 'go.search',
    group: 'go',
    bindings: [reading({ key: '/' }), everywhere({ key: 'f', mod: true })],
    effect: 'view',
    availability: () => READY,
    run: (context) => context.act.focusSearch(),
  },
  {
    id: 'search.file',
    group: 'go',
    bindings: [],
    effect: 'view',
    availability: () => READY,
    run: (context) => context.act.pickFile(),
  },
  {
    id: 'search.saveView',
    group: 'go',
    bindings: [],
    effect: 'reversible',
    availability: ({ search }) =>
      search === 'none'
        ? { state: 'blocked', because: 'noSearch' }
        : search === 'saved'
          ? { state: 'blocked', because: 'viewSaved' }
          : READY,
    run: (context) => context.act.askSaveView(),
  },
  {
    id: 'search.removeView',
    group: 'go',
    bindings: [],
    effect: 'reversible',
    availability: ({ search }) => (search === 'saved' ? READY : { state: 'blocked', because: 'noView' }),
    run: (context) => context.act.removeView(),
  },
];
