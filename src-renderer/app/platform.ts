// Command keys differ on a Mac.
export const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
