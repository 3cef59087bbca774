// Which of the kept lists and responses a judgement takes along. Authorities publish daily, so after
// years most say nothing new: kept are the newest of each authority and month, and any that names a
// certificate which no newer one names (an entry may leave the list after its certificate ended,
// RFC 5280 §3.3), with the next one after it, which tells when a hold was over. All others stay in the
// store, by hash.
import { Asn1Error } from './asn1.ts';
import { readCrl } from './crl.ts';
import { readOcspResponse } from './ocsp.ts';

type Kept = { readonly kind: 'crl' | 'ocsp'; readonly body: Uint8Array };
/** `named`: serials; of a hold with its date, for there may be several of one certificate. */
type Said = { readonly subject: string; readonly at: number; readonly named: readonly string[] };

export function listsInUse<List extends Kept>(lists: readonly List[]): List[] {
  const bySubject = Map.groupBy(
    lists.flatMap((list) => {
      const said = whatItSays(list);
      return said === null ? [] : [{ list, said }];
    }),
    ({ said }) => said.subject,
  );
  const used = new Set<List>();
  for (const group of bySubject.values()) {
    const months = new Set<string>();
    const named = new Set<string>();
    let next: List | null = null;
    for (const { list, said } of group.toSorted((left, right) => right.said.at - left.said.at)) {
      const month = new Date(said.at).toISOString().slice(0, 7);
      const namesMore = said.named.some((entry) => !named.has(entry));
      if (namesMore && next !== null) used.add(next);
      next = list;
      if (months.has(month) && !namesMore) continue;
      months.add(month);
      for (const entry of said.named) named.add(entry);
      used.add(list);
    }
  }
  return lists.filter((list) => used.has(list));
}

function whatItSays({ kind, body }: Kept): Said | null {
  try {
    if (kind === 'crl') {
      const { issuer, authorityKey, scope, extent, thisUpdate, serials, entry } = readCrl(body);
      const named = serials().map((serial) => nameOf(serial, entry(serial)));
      return { subject: `${extent} ${JSON.stringify(scope)} ${authorityKey ?? ''} ${issuer.key}`, at: thisUpdate, named };
    }
    const answers = readOcspResponse(body);
    const [first] = answers;
    if (first === undefined) return null;
    const name = ({ about }: (typeof answers)[number]): string => `${about.issuerKeyHash} ${about.serial}`;
    // What another responder says is another list: whether it may answer at all is only known when it is used.
    const responder = 'nameKey' in first.responder ? first.responder.nameKey : first.responder.keyHash;
    return {
      subject: `${responder} ${answers.map(name).join(' ')}`,
      at: first.thisUpdate,
      named: answers.filter(({ status }) => status === 'revoked').map((answer) => nameOf(name(answer), answer)),
    };
  } catch (cause) {
    // What cannot be read would not be used either.
    if (cause instanceof Asn1Error) return null;
    throw cause;
  }
}

function nameOf(serial: string, entry: { readonly revokedAt: number | null; readonly reason: string | null } | null): string {
  return entry?.reason === 'certificateHold' || entry?.reason === 'removeFromCRL' ? `${serial} ${entry.reason} ${entry.revokedAt}` : serial;
}
