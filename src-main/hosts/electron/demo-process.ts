// Entry of the process of the demonstration boxes: providers and a core on a profile of its own, whose passwords
// lie in a sealed file beside it, never in the system's keychain. It knows nothing of the person's own profile.
import { openProfileSecrets } from '#main/core/profile-secrets';
import { openDemo } from '#main/hosts/demo/boxes';
import { checkDemoHome } from '#main/hosts/demo/folder';
import { insideDemo } from '#main/hosts/demo/inside';
import { electronCore, send, serveCore } from './serve-core.ts';

const demo = insideDemo({ kind: 'window' }, (remove) => send({ kind: 'leaveDemo', remove }));

serveCore(
  async (start, parsers) => {
    checkDemoHome(start.folder);
    return openDemo(
      start.folder,
      async (material) =>
        electronCore(start, parsers, {
          ...(await openProfileSecrets(material.folder, null)),
          ...material,
          // Nothing of a demonstration leaves this machine.
          revocation: { ask: false, allowLoopback: false },
          demo,
        }),
      (step, done, total) => send({ kind: 'demoProgress', step, done, total }),
    );
  },
  () => undefined,
);
