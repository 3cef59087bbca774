// Fiducia: whose word counts, what is known about revocation, and with which certificates each provider
// signed. Everything here can be looked at; the one change, another authority, is behind a loud warning.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { asInstant, type Instant } from '#shared/model/ids';
import type { TrustView } from '#shared/model/trust';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Notice } from '#ui/ui/notice.tsx';
import { Page } from '#ui/ui/page.tsx';
import { useWords } from '#ui/ui/words.ts';
import { AddAuthority } from './add-authority.tsx';
import { Authorities } from './authorities.tsx';
import { Revocation } from './revocation.tsx';
import { Signers } from './signers.tsx';
import styles from './trust.module.css';

export function Trust({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const view = useQuery(queries.trust.view.queryOptions({ staleTime: 0 }));
  return (
    <Page title={text.trust.title} lead={text.trust.intro} close={{ name: text.trust.close, onPress: onClose }}>
      {view.isError ? <Notice kind="problem">{errorText(text, codedError(view.error))}</Notice> : null}
      {view.data === undefined ? null : <Sections view={view.data} />}
    </Page>
  );
}

function Sections({ view }: { readonly view: TrustView }): ReactNode {
  const { text, dates } = useWords();
  const words = text.trust;
  return (
    <>
      <p className={styles['means']}>{words.setDate(setDay(view.setDate, dates.day))}</p>
      <Section title={words.authorities}>
        <Authorities authorities={view.authorities} />
        <AddAuthority />
      </Section>
      <Section title={words.revocation}>
        <Revocation view={view} />
      </Section>
      <Section title={words.signers}>
        <Signers signers={view.signers} />
      </Section>
    </>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <section className={styles['section']}>
      <h2 className={styles['name']}>{title}</h2>
      {children}
    </section>
  );
}

/** "2026-11-22" as a day of the language; what is no date is shown as it is. */
function setDay(setDate: string, day: (at: Instant) => string): string {
  const at = Date.parse(`${setDate}T12:00:00Z`);
  return Number.isNaN(at) ? setDate : day(asInstant(at));
}
