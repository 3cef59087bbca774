// Commands of the program itself.
import { READY, everywhere, reading, type Command } from '#ui/commands/command.ts';

const ready = (): typeof READY => READY;

export const settingsCommands: readonly Command[] = [
  {
    id: 'app.palette',
    group: 'app',
    bindings: [everywhere({ key: 'k', mod: true })],
    keyOnly: true,
    effect: 'view',
    availability: ready,
    run: (context) => context.act.openPalette(),
  },
  {
    id: 'app.help',
    group: 'app',
    bindings: [reading({ key: '?' }), everywhere({ key: 'F1' })],
    effect: 'view',
    availability: ready,
    run: (context) => context.act.openHelp(),
  },
  {
    id: 'app.settings',
    group: 'app',
    bindings: [everywhere({ key: ',', mod: true })],
    effect: 'view',
    availability: ready,
    run: (context) => context.act.openSettings(),
  },
  { id: 'app.keys', group: 'app', bindings: [], effect: 'view', availability: ready, run: (context) => context.act.openKeys() },
  { id: 'app.trust', group: 'app', bindings: [], effect: 'view', availability: ready, run: (context) => context.act.openTrust() },
  { id: 'app.theme', group: 'app', bindings: [], effect: 'view', availability: ready, run: (context) => context.act.switchTheme() },
  { id: 'app.language', group: 'app', bindings: [], effect: 'view', availability: ready, run: (context) => context.act.switchLanguage() },
  { id: 'app.density', group: 'app', bindings: [], effect: 'view', availability: ready, run: (context) => context.act.switchDensity() },
];
