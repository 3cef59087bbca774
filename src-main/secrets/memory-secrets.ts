// Secrets that end with the process: the last resort, said plainly on screen, and for tests.
import type { SecretStore } from '#main/ports';

export function createMemorySecrets(): SecretStore {
  const values = new Map<string, string>();
  return {
    kind: 'memory',
    get: async (name) => values.get(name) ?? null,
    set: async (name, value) => {
      values.set(name, value);
    },
    delete: async (name) => {
      values.delete(name);
    },
  };
}
