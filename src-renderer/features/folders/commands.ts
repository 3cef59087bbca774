// Commands that change the view, and those of the boxes.
import type { ListView } from '#shared/model/list';
import { READY, everywhere, type Command, type CommandContext, type CommandId } from '#ui/commands/command.ts';

const goTo =
  (view: Exclude<ListView['view'], 'search'>) =>
  (context: CommandContext): void =>
    context.act.goTo(view);
const ready = (): typeof READY => READY;
const view = (id: CommandId, name: Exclude<ListView['view'], 'search'>): Command => ({
  id,
  group: 'go',
  bindings: [],
  effect: 'view',
  availability: ready,
  run: goTo(name),
});

export const folderCommands: readonly Command[] = [
  view('go.unhandled', 'unhandled'),
  view('go.problems', 'problems'),
  view('go.inCharge', 'inCharge'),
  view('go.received', 'received'),
  view('go.sent', 'sent'),
  view('go.all', 'all'),
  { id: 'go.health', group: 'go', bindings: [], effect: 'view', availability: ready, run: (context) => context.act.openHealth() },
  {
    id: 'go.nextPane',
    group: 'go',
    bindings: [everywhere({ key: 'F6' })],
    keyOnly: true,
    effect: 'view',
    availability: ready,
    run: (context) => context.act.movePane(1),
  },
  {
    id: 'go.previousPane',
    group: 'go',
    bindings: [everywhere({ key: 'F6', shift: true })],
    keyOnly: true,
    effect: 'view',
    availability: ready,
    run: (context) => context.act.movePane(-1),
  },
  {
    id: 'box.sync',
    group: 'box',
    bindings: [everywhere({ key: 'F9' })],
    effect: 'view',
    availability: (context) => (context.boxes === 0 ? { state: 'blocked', because: 'noBox' } : READY),
    run: (context) => context.act.syncNow(),
  },
  {
    id: 'box.password',
    group: 'box',
    bindings: [],
    effect: 'view',
    availability: (context) => (context.view?.account == null ? { state: 'blocked', because: 'noBoxHere' } : READY),
    run: (context) => {
      if (context.view?.account != null) context.act.changePassword(context.view.account);
    },
  },
  { id: 'box.add', group: 'box', bindings: [], effect: 'view', availability: ready, run: (context) => context.act.addBox() },
];
