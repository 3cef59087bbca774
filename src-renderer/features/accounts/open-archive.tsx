// An old archive from files, on the first screen: uploaded, read by the core, and said in one sentence what was found.
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { errorText } from '#shared/text/wording';
import { uploadFile } from '#ui/client/assets.ts';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { FilePick } from '#ui/ui/file-pick.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';

const POLL_MS = 300;
/** One upload (contract/assets); larger archives are read where they lie. */
const MOST_BYTES = 100_000_000;

export function OpenArchive({ onBusy, onOpened }: { readonly onBusy: (busy: boolean) => void; readonly onOpened: () => void }): ReactNode {
  const { core, queries } = useCore();
  const { text, number } = useWords();
  const words = text.screen.addBox;
  const [job, setJob] = useState<string | null>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const open = useMutation({
    mutationFn: async (file: File) => {
      const { file: hash } = await uploadFile(core.bytesBase, file, () => undefined, new AbortController().signal);
      return core.client.archive.open({ files: [{ file: hash, name: file.name }] });
    },
    onSuccess: (begun) => setJob(begun.job),
    onError: () => onBusy(false),
  });
  const state = useQuery(
    queries.archive.opened.queryOptions({
      input: { job: job ?? '' },
      enabled: job !== null,
      staleTime: 0,
      gcTime: 0,
      refetchInterval: (asked) => (asked.state.data === undefined || asked.state.data.state === 'running' ? POLL_MS : false),
    }),
  ).data;
  const found = state?.state === 'done' && state.stored + state.known + state.unreadable > 0;
  const over = state !== undefined && state.state !== 'running';
  useEffect(() => {
    if (found) onOpened();
    else if (over) onBusy(false);
  }, [found, over, onOpened, onBusy]);
  const busy = open.isPending || (job !== null && !over);
  return (
    <>
      <p>{words.archiveMeans}</p>
      {busy ? (
        <p role="status">{words.archiveReading(number(state?.state === 'running' ? state.done : 0))}</p>
      ) : (
        <FilePick
          label={words.archivePick}
          accept=".eml,.mbox,.zip,.msg"
          onFile={(file) => {
            setJob(null);
            setTooLarge(file.size > MOST_BYTES);
            if (file.size > MOST_BYTES) return;
            onBusy(true);
            open.mutate(file);
          }}
        />
      )}
      {tooLarge ? <Notice kind="problem">{words.archiveTooLarge}</Notice> : null}
      {open.isError ? (
        <Notice kind="problem" live>
          {errorText(text, codedError(open.error))}
        </Notice>
      ) : null}
      {state?.state === 'failed' ? (
        <Notice kind="problem" live>
          {errorText(text, state)}
        </Notice>
      ) : null}
      {over && state.state === 'done' && !found ? (
        <Notice kind="problem" live>
          {words.archiveNothing}
        </Notice>
      ) : null}
    </>
  );
}
