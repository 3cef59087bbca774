// The one question before many messages leave.
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { BulkRun } from '#shared/model/bulk';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Button } from '#ui/ui/button.tsx';
import { DialogActions, DialogBody } from '#ui/ui/dialog-body.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';

export function StartDialog({
  run,
  good,
  skipped,
  from,
  onClose,
}: {
  readonly run: BulkRun;
  readonly good: number;
  readonly skipped: number;
  readonly from: string;
  readonly onClose: () => void;
}): ReactNode {
  const { core } = useCore();
  const { text, number } = useWords();
  const words = text.bulk;
  const start = useMutation({
    networkMode: 'always',
    mutationFn: () => core.client.bulk.start({ id: run.id, revision: run.revision }),
    onSuccess: onClose,
  });
  return (
    <Dialog title={words.startTitle(number(good))} open onClose={onClose}>
      <DialogBody>
        <p>{words.startText(number(good), from)}</p>
        {skipped === 0 ? null : <p>{words.startSkips(skipped, number(skipped))}</p>}
        {start.isError ? (
          <Notice kind="problem" live>
            {errorText(text, codedError(start.error))}
          </Notice>
        ) : null}
        <DialogActions>
          <Button onPress={onClose}>{words.cancel}</Button>
          <Button tone="main" busy={start.isPending} onPress={() => start.mutate()}>
            {words.startConfirm}
          </Button>
        </DialogActions>
      </DialogBody>
    </Dialog>
  );
}
