// The pictures of an open message as blob: addresses: those that came with it at once, those that lie
// elsewhere when a person asks, through the core. The frame loads neither by itself (THREATS HTML-02).
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { RemotePictures } from '#shared/model/remote-pictures';
import type { MessageView } from '#shared/model/views';
import { blobUrls, partUrl, pictureUrl } from '#ui/client/assets.ts';
import { useCore } from '#ui/client/queries.ts';
import type { CleanHtml, Pictures } from './sanitise.ts';

const TYPES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

export type PictureAsking = {
  readonly state: 'no' | 'asking' | 'answered' | 'failed';
  readonly answer: RemotePictures | null;
  readonly error: unknown;
  ask(): void;
};

type Wanted = readonly { readonly key: string; readonly url: string }[];

export function usePictures(
  message: MessageView,
  clean: CleanHtml | null,
): { readonly pictures: Pictures; readonly asking: PictureAsking } {
  const { core, queries } = useCore();
  const { account, hash, attachments } = message;
  // Never by itself: neither on opening nor when something changed.
  const query = useQuery(queries.messages.fetchPictures.queryOptions({ input: { account, hash }, enabled: false, retry: false }));
  const inside = useMemo((): Wanted => {
    const ids = new Set(clean?.contentIds ?? []);
    return attachments.flatMap(({ contentId, type, hash: blob, part }) =>
      contentId !== null && ids.has(contentId) && TYPES.has(type)
        ? [{ key: contentId, url: `${partUrl(core.bytesBase, account, blob, part)}?show=1` }]
        : [],
    );
  }, [clean, attachments, core.bytesBase, account]);
  const asked = useMemo(
    (): Wanted =>
      clean === null
        ? []
        : (query.data?.shown ?? []).map(({ address, place }) => ({ key: address, url: pictureUrl(core.bytesBase, account, hash, place) })),
    [clean, query.data, core.bytesBase, account, hash],
  );
  const insideUrls = useBlobUrls(inside);
  const askedUrls = useBlobUrls(asked);
  const pictures = useMemo(() => ({ inside: insideUrls, asked: askedUrls }), [insideUrls, askedUrls]);
  const state = query.isFetching ? 'asking' : query.isError ? 'failed' : query.data === undefined ? 'no' : 'answered';
  const { refetch } = query;
  const ask = useCallback(() => void refetch(), [refetch]);
  return { pictures, asking: { state, answer: query.data ?? null, error: query.error, ask } };
}

const NONE: ReadonlyMap<string, string> = new Map();

// An effect, because an object URL is a resource that must be given back.
function useBlobUrls(wanted: Wanted): ReadonlyMap<string, string> {
  const [urls, setUrls] = useState(NONE);
  useEffect(() => {
    if (wanted.length === 0) return undefined;
    const stop = new AbortController();
    let made = NONE;
    blobUrls(wanted, TYPES, stop.signal)
      .then((found) => {
        made = found;
        if (stop.signal.aborted) release(made);
        else setUrls(made);
      })
      .catch(() => undefined); // a picture that does not come leaves its alternative text
    return () => {
      stop.abort();
      release(made);
      setUrls(NONE);
    };
  }, [wanted]);
  return urls;
}

function release(urls: ReadonlyMap<string, string>): void {
  for (const url of urls.values()) URL.revokeObjectURL(url);
}
