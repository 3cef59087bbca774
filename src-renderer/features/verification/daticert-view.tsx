// The certified data: the values that count, whatever the headers say.
import type { ReactNode } from 'react';
import type { CertificationData } from '#shared/model/pec-message';
import { visibleText } from '#ui/marks/plain-text.ts';
import { useWords } from '#ui/ui/words.ts';
import { Facts, Hash } from './facts.tsx';

const MOST_RECIPIENTS = 20;

export function DaticertView({ data }: { readonly data: CertificationData }): ReactNode {
  const { text, dates } = useWords();
  const words = text.screen.why.certified;
  const recipients = data.recipients
    .slice(0, MOST_RECIPIENTS)
    .map((each) =>
      each.certified ? visibleText(each.address) : `${visibleText(each.address)} (${text.screen.dispatch.ordinaryRecipient})`,
    );
  const facts: (readonly [string, ReactNode])[] = [
    [words.type, data.declaredExtent === null ? data.tipo : `${data.tipo} (${data.declaredExtent})`],
    [words.issuer, visibleText(data.issuer)],
    [words.time, `${dates.exact(data.time)} (${data.zone})`],
    [words.sender, visibleText(data.sender)],
  ];
  if (data.recipient !== null) facts.push([words.recipient, visibleText(data.recipient)]);
  facts.push([
    words.recipients,
    [
      ...recipients,
      ...(data.recipients.length > recipients.length ? [text.screen.list.more(data.recipients.length - recipients.length)] : []),
    ].join(', '),
  ]);
  if (data.subject !== null) facts.push([words.subject, visibleText(data.subject)]);
  facts.push([words.identificativo, <Hash key="id" value={visibleText(data.identificativo)} />]);
  if (data.msgid !== null) facts.push([words.msgid, <Hash key="msgid" value={visibleText(data.msgid)} />]);
  if (data.errore !== 'nessuno') facts.push([words.error, visibleText(data.errore)]);
  if (data.extendedError !== null) facts.push([words.extendedError, visibleText(data.extendedError)]);
  return <Facts facts={facts} />;
}
