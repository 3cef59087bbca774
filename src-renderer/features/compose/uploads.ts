// Files on their way into a draft. Bytes go by the upload address (contract/assets.ts), never by a call.
import { useCallback, useEffect, useRef, useState } from 'react';
import { MOST_UPLOAD_BYTES } from '#shared/contract/assets';
import type { DraftAttachment } from '#shared/model/compose';
import { uploadFile } from '#ui/client/assets.ts';
import { useCore } from '#ui/client/queries.ts';
import { fileType } from './draft.ts';

export type UploadOnScreen = {
  readonly id: number;
  readonly name: string;
  readonly sizeBytes: number;
  readonly doneBytes: number;
  readonly state: 'sending' | 'failed';
};

export type Uploads = {
  readonly list: readonly UploadOnScreen[];
  readonly add: (files: readonly File[]) => void;
  /** Stops one that runs, or takes a failed one away. */
  readonly drop: (id: number) => void;
};

export function useUploads(onDone: (attachment: DraftAttachment) => void): Uploads {
  const { core } = useCore();
  const [list, setList] = useState<readonly UploadOnScreen[]>([]);
  const running = useRef(new Map<number, AbortController>());
  const count = useRef(0);
  useEffect(() => {
    const all = running.current;
    return () => {
      for (const abort of all.values()) abort.abort();
    };
  }, []);
  const patch = useCallback((id: number, change: Partial<UploadOnScreen> | null) => {
    setList((before) => before.flatMap((each) => (each.id === id ? (change === null ? [] : [{ ...each, ...change }]) : [each])));
  }, []);
  const add = useCallback(
    (files: readonly File[]) => {
      for (const file of files) {
        count.current += 1;
        const id = count.current;
        const name = file.name.normalize('NFC');
        const fits = file.size <= MOST_UPLOAD_BYTES;
        setList((before) => [...before, { id, name, sizeBytes: file.size, doneBytes: 0, state: fits ? 'sending' : 'failed' }]);
        if (!fits) continue;
        const abort = new AbortController();
        running.current.set(id, abort);
        uploadFile(core.bytesBase, file, (doneBytes) => patch(id, { doneBytes }), abort.signal)
          .then(
            (kept) => {
              patch(id, null);
              onDone({ ...kept, name, type: fileType(file.type) });
            },
            () => patch(id, abort.signal.aborted ? null : { state: 'failed' }),
          )
          .finally(() => running.current.delete(id));
      }
    },
    [core, onDone, patch],
  );
  const drop = useCallback(
    (id: number) => {
      running.current.get(id)?.abort();
      patch(id, null);
    },
    [patch],
  );
  return { list, add, drop };
}
