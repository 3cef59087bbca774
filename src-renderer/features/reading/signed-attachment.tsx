// The signature of an attachment: asked for by a click, told in words of its own and never in those of
// PEC. Of a PDF it says plainly that signatures inside it are not judged.
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { AttachmentVerdict, AttachmentView } from '#shared/model/views';
import { checkText, errorText } from '#shared/text/wording';
import { asInstant, type AccountId } from '#shared/model/ids';
import { contentUrl, download } from '#ui/client/assets.ts';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { visibleText } from '#ui/marks/plain-text.ts';
import { Button } from '#ui/ui/button.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './attachments.module.css';

const SIGNED = /\.(p7m|p7s|p7c|tsr|tst|tsd)$/i;
const WITH_CONTENT = /\.p7m$/i;

type Props = { readonly account: AccountId; readonly attachment: AttachmentView };

export function AttachmentSignature({ account, attachment }: Props): ReactNode {
  const { text } = useWords();
  if (/\.pdf$/i.test(attachment.name) || attachment.type === 'application/pdf')
    return <p className={styles['below']}>{text.trust.attachment.pdf}</p>;
  return SIGNED.test(attachment.name) ? <Signature account={account} attachment={attachment} /> : null;
}

function Signature({ account, attachment }: Props): ReactNode {
  const { core, queries } = useCore();
  const { text } = useWords();
  const words = text.trust.attachment;
  const [asked, setAsked] = useState(false);
  const { hash, part } = attachment;
  const verdict = useQuery(queries.verification.attachment.queryOptions({ input: { account, hash, part }, enabled: asked }));
  return (
    <div className={styles['below']}>
      <div className={styles['signing']}>
        {asked ? null : (
          <Button tone="outlined" onPress={() => setAsked(true)}>
            {words.check}
          </Button>
        )}
        {WITH_CONTENT.test(attachment.name) ? (
          <Button tone="outlined" onPress={() => download(contentUrl(core.bytesBase, account, hash, part))}>
            {words.content}
          </Button>
        ) : null}
      </div>
      <div role="status">
        {asked && verdict.isPending ? words.checking : null}
        {verdict.isError ? errorText(text, codedError(verdict.error)) : null}
        {verdict.data === undefined ? null : (
          <ul className={styles['verdicts']}>
            {verdict.data.map((one, index) => (
              <Verdict key={index} verdict={one} />
            ))}
          </ul>
        )}
        {verdict.data === undefined ? null : <p>{words.limits}</p>}
      </div>
    </div>
  );
}

function Verdict({ verdict }: { readonly verdict: AttachmentVerdict }): ReactNode {
  const { text, dates } = useWords();
  const words = text.trust.attachment;
  const { conclusion, signature, checks } = verdict;
  const because = checks.find(({ id }) => id === conclusion.because);
  return (
    <li>
      <strong>
        {visibleText(verdict.file.split('/').at(-1) ?? '')}: {words.outcome[conclusion.indication]}
      </strong>
      {signature.integrity === 'valid' ? <p>{words.intact}</p> : null}
      {because === undefined ? null : <p>{checkText(text, { ...because, detail: { code: because.code, values: {} } })}</p>}
      {signature.subject === null ? null : <p>{words.signer(visibleText(signature.subject), visibleText(signature.issuer ?? ''))}</p>}
      {signature.time === null ? null : <p>{words.time(dates.exact(asInstant(Date.parse(signature.time))))}</p>}
    </li>
  );
}
