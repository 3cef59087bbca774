// An old archive from files, on the first screen, chosen or dropped on the window, a whole folder too: uploaded, read by the core, and said in one sentence what was found.
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { errorText } from '#shared/text/wording';
import { uploadFile } from '#ui/client/assets.ts';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { droppedFiles, type Dropped } from '#ui/ui/dropped-files.ts';
import { FilePick } from '#ui/ui/file-pick.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './add-box.module.css';

const POLL_MS = 300;
/** One upload (contract/assets); larger archives are read where they lie. */
const MOST_BYTES = 100_000_000;
/** As the contract takes them; schemas stay out of the page. */
const MOST_FILES = 2_000;

type Uploading = { readonly done: number; readonly total: number };

export function OpenArchive({ onBusy, onOpened }: { readonly onBusy: (busy: boolean) => void; readonly onOpened: () => void }): ReactNode {
  const { core, queries } = useCore();
  const { text, number } = useWords();
  const words = text.screen.addBox;
  const [job, setJob] = useState<string | null>(null);
  const [refused, setRefused] = useState<'archiveTooLarge' | 'archiveEmpty' | 'archiveUnreadable' | null>(null);
  const [uploading, setUploading] = useState<Uploading | null>(null);
  const open = useMutation({
    mutationFn: async ({ name, files }: Dropped) => {
      const kept = [];
      for (const [index, file] of files.entries()) {
        if (files.length > 1) setUploading({ done: index, total: files.length });
        const { file: hash } = await uploadFile(core.bytesBase, file, () => undefined, new AbortController().signal);
        kept.push({ file: hash, name: file.name });
      }
      setUploading(null);
      return core.client.archive.open({ files: kept, name });
    },
    onSuccess: (begun) => setJob(begun.job),
    onError: () => {
      setUploading(null);
      onBusy(false);
    },
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
  const take = (dropped: Dropped): void => {
    if (busy) return;
    setJob(null);
    const large = dropped.files.length > MOST_FILES || dropped.files.reduce((sum, { size }) => sum + size, 0) > MOST_BYTES;
    const why = dropped.files.length === 0 ? 'archiveEmpty' : large ? 'archiveTooLarge' : null;
    setRefused(why);
    if (why !== null) return;
    onBusy(true);
    open.mutate(dropped);
  };
  const held = useDropOnWindow(take, () => setRefused('archiveUnreadable'));
  const nothing = over && state.state === 'done' && !found ? words.archiveNothing : null;
  const failed = open.isError ? errorText(text, codedError(open.error)) : state?.state === 'failed' ? errorText(text, state) : nothing;
  const problem = refused === null ? failed : words[refused];
  return (
    <div className={styles['drop']} data-over={held || undefined}>
      <p>{words.archiveMeans}</p>
      {busy ? (
        <p role="status">
          {uploading === null
            ? words.archiveReading(number(state?.state === 'running' ? state.done : 0))
            : words.archiveCopying(number(uploading.done), number(uploading.total))}
        </p>
      ) : (
        <FilePick label={words.archivePick} accept=".eml,.mbox,.zip,.msg" onFile={(file) => take({ name: file.name, files: [file] })} />
      )}
      {problem === null ? null : (
        <Notice kind="problem" live>
          {problem}
        </Notice>
      )}
    </div>
  );
}

/** The whole window takes files while this is on screen. True while some are held over it. */
function useDropOnWindow(take: (dropped: Dropped) => void, onUnreadable: () => void): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef({ take, onUnreadable });
  latest.current = { take, onUnreadable };
  useEffect(() => {
    const stop = new AbortController();
    const files = (event: DragEvent): DataTransfer | null =>
      event.dataTransfer?.types.includes('Files') === true ? event.dataTransfer : null;
    const listen = (name: 'dragover' | 'dragleave' | 'drop', hear: (event: DragEvent) => void): void =>
      window.addEventListener(name, hear, { signal: stop.signal });
    listen('dragover', (event) => {
      if (files(event) === null) return;
      event.preventDefault();
      setOver(true);
    });
    listen('dragleave', (event) => {
      // Out of the window, not from one thing in it to the next.
      if (event.relatedTarget === null) setOver(false);
    });
    listen('drop', (event) => {
      const transfer = files(event);
      if (transfer === null) return;
      event.preventDefault();
      setOver(false);
      void droppedFiles(transfer, MOST_FILES).then(
        (dropped) => (dropped === null ? undefined : latest.current.take(dropped)),
        () => latest.current.onUnreadable(),
      );
    });
    return () => stop.abort();
  }, []);
  return over;
}
