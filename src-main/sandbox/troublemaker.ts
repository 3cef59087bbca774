// Drops forged and damaged messages into a mailbox, as a careless provider or a broken disk would let
// them through. Each has a label and what a client must make of it, so that a demo can check itself.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { receivedField } from './delivery-point.ts';
import {
  alteredDaticert,
  anomalyClaimingDelivery,
  damagedByte,
  embeddedContent,
  foreignAuthority,
  garbage,
  genuineDelivery,
  noSigner,
  otherAuthority,
  outerSaysDelivery,
  personalCertificate,
  revokedGateway,
  truncated,
  twoSigners,
  unsigned,
  wrappedInMixed,
  wrongGateway,
} from './forgeries.ts';
import type { Scene } from './forgeries.ts';
import { mailboxOf, providerOf, storeMessage } from './network.ts';
import type { PecNetwork } from './network.ts';
import type { SandboxPki } from './pki.ts';
import { gatewayAddress } from './provider-profile.ts';
import { addressKey } from './submitted.ts';

/**
 * refused: the verdict is failed. undecided: indeterminate. ordinary: no claim, no verdict. anomaly:
 * shown as an anomaly envelope, counts for nothing. claimWins: the verdict is passed and the signed
 * data says this type, whatever the outer headers say. unreadable: kept and listed as not readable.
 */
export type TroubleOutcome =
  | 'refused'
  | 'undecided'
  | 'ordinary'
  | 'anomaly'
  | 'unreadable'
  | 'claimWins:acceptance'
  | 'claimWins:delivery';

export type Trouble = {
  readonly label: string;
  readonly description: string;
  readonly expected: TroubleOutcome;
};

export type TroubleDrop = Trouble & {
  readonly mailbox: string;
  /** Of the bytes as the IMAP server gives them. */
  readonly sha256: string;
  readonly uid: number;
  /** Message-ID of the message the forgery speaks of. */
  readonly about: string | null;
};

export type DropOptions = {
  /** The victim: a mailbox of the sandbox. */
  readonly to: string;
  /** Message-ID of a message the victim sent; default: its latest. */
  readonly about?: string;
  /** The recipient whose delivery is claimed; default: the first certified one. */
  readonly recipient?: string;
};

export type Troublemaker = {
  readonly kinds: readonly Trouble[];
  /** Everything dropped so far, also by earlier runs on the same folder. */
  dropped(): readonly TroubleDrop[];
  drop(label: string, options: DropOptions): TroubleDrop;
  dropAll(options: DropOptions): readonly TroubleDrop[];
};

type Recipe = Trouble & { readonly make: (scene: Scene) => Buffer };

const RECIPES: readonly Recipe[] = [
  recipe('unsigned', 'all PEC header fields and a daticert.xml, no signature', 'refused', unsigned),
  recipe('foreign-authority', 'signed under CAs with the same names and other keys', 'refused', foreignAuthority),
  recipe('other-authority', 'signed under the right public root, by its other issuing CA', 'refused', otherAuthority),
  recipe('personal-certificate', 'signed with the S/MIME certificate of a person', 'refused', personalCertificate),
  recipe('revoked-gateway', 'signed with a gateway certificate revoked for key compromise before', 'refused', revokedGateway),
  recipe('wrong-gateway', 'From one provider, signed by another', 'refused', wrongGateway),
  recipe('altered-daticert', 'one byte of daticert.xml changed after signing', 'refused', alteredDaticert),
  recipe('damaged-byte', 'one bit of the readable text changed', 'refused', damagedByte),
  recipe('embedded-content', 'the signature holds its own content and says nothing of the body', 'refused', embeddedContent),
  recipe('two-signers', 'a second signer beside the gateway', 'refused', twoSigners),
  recipe('no-signer', 'SignedData without any SignerInfo', 'refused', noSigner),
  recipe('wrapped-in-mixed', 'a genuine signed receipt inside an unsigned message', 'refused', wrappedInMixed),
  recipe(
    'anomaly-claiming-delivery',
    'anomaly envelope around a false receipt, outer header fields of a delivery',
    'anomaly',
    anomalyClaimingDelivery,
  ),
  recipe(
    'outer-says-delivery',
    'genuine acceptance, outer header fields changed to those of a delivery',
    'claimWins:acceptance',
    outerSaysDelivery,
  ),
  recipe('truncated', 'genuine receipt cut in the middle of its signature', 'refused', truncated),
  recipe('garbage', 'bytes that are no message', 'unreadable', garbage),
  recipe('replay-other-account', 'genuine delivery receipt for a message of somebody else', 'claimWins:delivery', replayOfAnother),
];

function recipe(label: string, description: string, expected: TroubleOutcome, make: (scene: Scene) => Buffer): Recipe {
  return { label, description, expected, make };
}

/** True in itself, but the sender it names is not the owner of the mailbox: never tied to a message of theirs. */
function replayOfAnother(scene: Scene): Buffer {
  const sender = `altro.mittente@${scene.own.profile.domain}`;
  return genuineDelivery({ ...scene, victim: sender, message: { ...scene.message, sender, replyTo: sender } });
}

const RECORD = 'dropped.json';

/** `folder`: where what was dropped is remembered; null: not. */
export function createTroublemaker(network: PecNetwork, pki: SandboxPki, folder: string | null): Troublemaker {
  const record = folder === null ? null : join(folder, RECORD);
  const drops: TroubleDrop[] = record !== null && existsSync(record) ? asDrops(JSON.parse(readFileSync(record, 'utf8'))) : [];
  function drop(label: string, options: DropOptions): TroubleDrop {
    const found = RECIPES.find((entry) => entry.label === label);
    const own = providerOf(network, options.to);
    const mailbox = mailboxOf(network, options.to);
    if (found === undefined || own === null || mailbox === null) throw new Error('no such forgery or mailbox');
    const scene = sceneFor(network, pki, options);
    const bytes = found.make(scene);
    // Trace fields on top would turn bytes that are no message into the body of one.
    if (found.expected === 'unreadable') mailbox.store.append('INBOX', bytes, [], scene.at);
    else storeMessage(mailbox, bytes, scene.at, gatewayAddress(scene.other.profile), receivedField(own, mailbox.address, scene.at));
    const stored = mailbox.store.folder('INBOX')?.messages.at(-1);
    if (stored === undefined) throw new Error('message not stored');
    const { make: _make, ...trouble } = found;
    const dropped = {
      ...trouble,
      mailbox: mailbox.address,
      uid: stored.uid,
      sha256: createHash('sha256').update(stored.bytes).digest('hex'),
      about: scene.message.msgid,
    };
    drops.push(dropped);
    if (record !== null) writeFileSync(record, JSON.stringify(drops, null, 1));
    return dropped;
  }
  return {
    kinds: RECIPES.map(({ make: _make, ...trouble }) => trouble),
    dropped: () => [...drops],
    drop,
    dropAll: (options) => RECIPES.map((entry) => drop(entry.label, options)),
  };
}

/** The file is this one's own. */
function asDrops(value: unknown): TroubleDrop[] {
  return Array.isArray(value) ? (value as TroubleDrop[]) : [];
}

function sceneFor(network: PecNetwork, pki: SandboxPki, options: DropOptions): Scene {
  const own = providerOf(network, options.to) ?? network.providers[0];
  const other = network.providers.find((provider) => provider !== own) ?? own;
  if (own === undefined || other === undefined) throw new Error('a sandbox needs a provider');
  const sent = [...own.transmissions.values()].filter((transmission) => addressKey(transmission.data.sender) === addressKey(options.to));
  const about = options.about === undefined ? sent.at(-1) : sent.find((transmission) => transmission.data.msgid === options.about);
  const at = network.clock.now();
  const recipient =
    options.recipient ?? about?.data.recipients.find((entry) => entry.certified)?.address ?? `comune@${other.issuer.profile.domain}`;
  const claimedBy = providerOf(network, recipient);
  return {
    pki,
    at,
    recipient,
    own: own.issuer,
    other: claimedBy === null || claimedBy === own ? other.issuer : claimedBy.issuer,
    victim: options.to,
    message: about?.data ?? inventedMessage(options.to, recipient, own.issuer.newId(at)),
    rawSubject: about === undefined ? 'Messaggio mai inviato' : about.rawSubject,
  };
}

function inventedMessage(sender: string, recipient: string, identificativo: string): Scene['message'] {
  return {
    sender,
    recipients: [{ address: recipient, certified: true }],
    replyTo: sender,
    subject: 'Messaggio mai inviato',
    identificativo,
    msgid: `<mai-inviato.${identificativo}>`,
  };
}
