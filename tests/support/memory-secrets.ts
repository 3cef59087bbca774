// A secret store over a map of the test, which can look into it and hand it on.
import type { SecretStore } from '#main/ports';

export function memorySecrets(kept: Map<string, string>): SecretStore {
  return {
    kind: 'memory',
    get: (name) => Promise.resolve(kept.get(name) ?? null),
    set: (name, value) => Promise.resolve(void kept.set(name, value)),
    delete: (name) => Promise.resolve(void kept.delete(name)),
  };
}
