// The commands an outsider can run. `-attime` is the time of the message: without it good evidence
// fails once the certificate has expired; `-noverify` is never printed (PRODUCT §4.4).
import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AccountId } from '#shared/model/ids';
import type { ReportView } from '#shared/model/views';
import { download, originalUrl } from '#ui/client/assets.ts';
import { useCore } from '#ui/client/queries.ts';
import { Button } from '#ui/ui/button.tsx';
import { useWords } from '#ui/ui/words.ts';
import { opensslCommands } from './proof-text.ts';
import styles from './verify-yourself.module.css';

export function VerifyYourself({ view, account }: { readonly view: ReportView; readonly account: AccountId }): ReactNode {
  const { core } = useCore();
  const { text } = useWords();
  return (
    <div className={styles['body']}>
      <p>{text.screen.why.verifyIntro}</p>
      <pre className={styles['commands']} tabIndex={0}>
        {opensslCommands(view).join('\n')}
      </pre>
      <p className={styles['note']}>{text.screen.why.verifyAnchors}</p>
      <Button
        tone="outlined"
        icon={<Download size={14} aria-hidden />}
        onPress={() => download(originalUrl(core.bytesBase, account, view.sha256))}
      >
        {text.screen.reading.saveOriginal}
      </Button>
    </div>
  );
}
