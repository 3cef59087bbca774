// What came of asking for the pictures of one message that lie elsewhere.
export type RemotePictures = {
  /** By the address the sender wrote; `place` names the bytes (contract/assets.ts). */
  readonly shown: readonly { readonly address: string; readonly place: number }[];
  /** Asked for, and not there or no picture. */
  readonly missing: number;
  /** Too small to be seen: never asked for. */
  readonly unseen: number;
};
