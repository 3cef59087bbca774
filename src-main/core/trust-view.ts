// What judgements lean on, for a person to look at: the screen "Fiducia" and `plico trust list`.
import { countUnanswered, revocationPlaces } from '#main/store/revocation-place';
import { signerCertificates } from '#main/store/signer-certificate';
import { readCrl } from '#main/verification/crl';
import { readOcspResponse } from '#main/verification/ocsp';
import { asBlobHash, asInstant } from '#shared/model/ids';
import type { RevocationList, TrustView } from '#shared/model/trust';
import type { TrustObject } from '#main/store/trust-object';
import type { CoreServices } from './services.ts';

export function trustView({ store, trust, asksNetwork }: Pick<CoreServices, 'store' | 'trust' | 'asksNetwork'>): TrustView {
  const lists = trust.lists().flatMap((object) => listView(object));
  return {
    setDate: trust.setDate,
    asksNetwork,
    authorities: trust.authorities(),
    lists: newestOfEach(lists),
    places: store.read((tx) => revocationPlaces(tx)),
    signers: store.read((tx) => signerCertificates(tx)),
    unanswered: store.read((tx) => countUnanswered(tx)),
  };
}

function newestOfEach(lists: readonly RevocationList[]): readonly RevocationList[] {
  const newest = new Map<string, RevocationList>();
  for (const list of lists) {
    const key = `${list.kind} ${list.issuer} ${list.source}`;
    const known = newest.get(key);
    if (known === undefined || known.thisUpdate < list.thisUpdate) newest.set(key, list);
  }
  return [...newest.values()];
}

function listView({ hash, kind, source, fetchedAt, body }: TrustObject): readonly RevocationList[] {
  try {
    const read = kind === 'crl' ? ofList(body) : ofResponse(body);
    return read === null ? [] : [{ hash: asBlobHash(hash), kind, source, fetchedAt, ...read }];
  } catch {
    // The host's own lists are kept unread; one that cannot be read is used by nobody.
    return [];
  }
}

type Told = Pick<RevocationList, 'issuer' | 'thisUpdate' | 'nextUpdate'>;

function ofList(body: Uint8Array): Told {
  const { issuer, thisUpdate, nextUpdate } = readCrl(body);
  return { issuer: issuer.text, thisUpdate: asInstant(thisUpdate), nextUpdate: nextUpdate === null ? null : asInstant(nextUpdate) };
}

function ofResponse(body: Uint8Array): Told | null {
  const [first] = readOcspResponse(body);
  if (first === undefined) return null;
  const { about, thisUpdate, nextUpdate } = first;
  return { issuer: about.serial, thisUpdate: asInstant(thisUpdate), nextUpdate: nextUpdate === null ? null : asInstant(nextUpdate) };
}
