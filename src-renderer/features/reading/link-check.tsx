// Before a link opens: where it leads, in full, and what is odd about it.
import type { ReactNode } from 'react';
import { useCore } from '#ui/client/queries.ts';
import { visibleText } from '#ui/marks/plain-text.ts';
import { Button } from '#ui/ui/button.tsx';
import { DialogActions, DialogBody } from '#ui/ui/dialog-body.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { useWords } from '#ui/ui/words.ts';
import { linkTarget, type LinkWarning } from './link-target.ts';
import styles from './link-check.module.css';

export type PressedLink = { readonly href: string; readonly shown: string };

export function LinkCheck({ link, onClose }: { readonly link: PressedLink | null; readonly onClose: () => void }): ReactNode {
  const { core } = useCore();
  const { text } = useWords();
  if (link === null) return null;
  const target = linkTarget(link.href, link.shown);
  const words = text.screen.link;
  const sentence = (warning: LinkWarning): string => words[warning];
  return (
    <Dialog title={words.title} open onClose={onClose}>
      <DialogBody>
        {target.kind === 'refused' ? <p className={styles['warning']}>{words.refused}</p> : null}
        {target.kind === 'refused'
          ? null
          : target.warnings.map((warning) => (
              <p key={warning} className={styles['warning']}>
                {sentence(warning)}
              </p>
            ))}
        <dl className={styles['facts']}>
          {target.kind === 'refused' ? null : (
            <>
              <dt>{words.host}</dt>
              <dd className={styles['host']}>
                <bdi>{visibleText(target.host)}</bdi>
              </dd>
            </>
          )}
          <dt>{words.target}</dt>
          <dd className={styles['target']}>
            <bdi>{visibleText(target.kind === 'refused' ? target.href : target.readable)}</bdi>
          </dd>
          {link.shown.trim() === '' ? null : (
            <>
              <dt>{words.says}</dt>
              <dd>
                <bdi>«{visibleText(link.shown).slice(0, 300)}»</bdi>
              </dd>
            </>
          )}
        </dl>
        <DialogActions>
          <Button tone="outlined" onPress={() => void navigator.clipboard.writeText(target.href)}>
            {words.copy}
          </Button>
          {target.kind === 'refused' ? null : (
            <Button
              tone="outlined"
              onPress={() => {
                if (core.shell === null) window.open(target.href, '_blank', 'noopener,noreferrer');
                else void core.shell.openExternal(target.href);
                onClose();
              }}
            >
              {words.open}
            </Button>
          )}
          <Button tone="main" onPress={onClose}>
            {words.cancel}
          </Button>
        </DialogActions>
      </DialogBody>
    </Dialog>
  );
}
