// Turns the demo's story into steps for a host: submissions to be sent through its own SMTP adapter,
// and direct actions of the sandbox; in order of time. Before each step the host sets the clock
// (`sandbox.clock.at(step.at)`), after the last it calls `sandbox.settle()`.
import { createHash } from 'node:crypto';
import { FINAL_NOTICE_MS, FIRST_NOTICE_MS } from './access-point.ts';
import { compose, simplePdf } from './compose.ts';
import type { Attachment } from './compose.ts';
import type { Sandbox, SandboxAccount } from './sandbox.ts';
import { FORGERY_TARGETS, ORDINARY_MAIL, STORY } from './scenario-story.ts';
import type { ExpectedStatus, StoryAttachment, StoryMessage, StoryOrdinary, When } from './scenario-story.ts';
import { signCms } from './smime.ts';
import type { TroubleDrop } from './troublemaker.ts';

export type SubmissionStep = {
  readonly kind: 'submit';
  readonly id: string;
  readonly at: number;
  readonly account: SandboxAccount;
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly bytes: Uint8Array;
  readonly subject: string;
  /** With angle brackets. */
  readonly msgid: string;
  /** 'client': the host appends the same bytes to the Sent folder; 'provider': it appears there by itself. */
  readonly sentCopy: 'client' | 'provider';
};

export type DirectStep = {
  readonly kind: 'direct';
  readonly id: string;
  readonly at: number;
  /** Does it; gives what the troublemaker dropped, with what a client must make of it. */
  run(): readonly TroubleDrop[];
};

export type ScenarioStep = SubmissionStep | DirectStep;

export type ExpectedDispatch = {
  readonly account: string;
  readonly msgid: string;
  readonly subject: string;
  readonly recipients: readonly { readonly address: string; readonly status: ExpectedStatus }[];
};

export type Scenario = {
  readonly steps: readonly ScenarioStep[];
  readonly expectedDispatches: readonly ExpectedDispatch[];
};

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** From submission to acceptance. */
const MARGIN_MS = 1000;

/** The story with times before `sandbox.clock.now()`. Ids and Message-IDs are the same at every start with one PKI. */
export function demoScenario(sandbox: Sandbox): Scenario {
  const now = sandbox.clock.now();
  const submissions = STORY.map((message) => submissionStep(sandbox, message, now));
  const ordinary = ORDINARY_MAIL.map((message) => ordinaryStep(sandbox, message, now));
  const steps: ScenarioStep[] = [...submissions, ...ordinary, ...forgerySteps(sandbox, now)];
  return {
    steps: steps.toSorted((left, right) => left.at - right.at),
    expectedDispatches: STORY.map((message) => ({
      account: message.from,
      msgid: messageId(sandbox, message.id, message.from),
      subject: message.subject,
      recipients: [...message.to, ...(message.cc ?? [])].map(([address, status]) => ({
        address,
        status: statusNow(status, now - timeOf(sandbox, message, now)),
      })),
    })),
  };
}

function submissionStep(sandbox: Sandbox, message: StoryMessage, now: number): SubmissionStep {
  const account = sandbox.accounts.find((entry) => entry.address === message.from);
  if (account === undefined) throw new Error('the story names an unknown account');
  const at = timeOf(sandbox, message, now);
  const msgid = messageId(sandbox, message.id, message.from);
  const addresses = (list: readonly (readonly [string, ExpectedStatus])[] | undefined): readonly string[] =>
    (list ?? []).map(([address]) => address);
  const answered = STORY.find((entry) => entry.id === message.answers);
  const bytes = compose({
    from: { name: account.displayName, address: account.address },
    to: addresses(message.to),
    cc: addresses(message.cc),
    subject: message.subject,
    text: message.text,
    attachments: message.attachments.map((attachment) => attachmentOf(sandbox, attachment, at)),
    at,
    messageId: msgid,
    ...(message.bcc === undefined ? {} : { bcc: message.bcc }),
    ...(message.receipt === undefined ? {} : { receipt: message.receipt }),
    ...(answered === undefined ? {} : { inReplyTo: messageId(sandbox, answered.id, answered.from) }),
  });
  return {
    kind: 'submit',
    id: message.id,
    at,
    account,
    bytes,
    msgid,
    envelope: { from: account.address, to: [...addresses(message.to), ...addresses(message.cc), ...(message.bcc ?? [])] },
    subject: message.subject,
    sentCopy: account.savesSentCopy ? 'provider' : 'client',
  };
}

function attachmentOf(sandbox: Sandbox, attachment: StoryAttachment, at: number): Attachment {
  switch (attachment.kind) {
    case 'pdf':
      return { name: attachment.name, type: 'application/pdf', bytes: simplePdf(attachment.lines[0] ?? '', attachment.lines.slice(1)) };
    case 'p7m': {
      const document = simplePdf(attachment.lines[0] ?? '', attachment.lines.slice(1));
      const { personal, other } = sandbox.pki;
      return {
        name: attachment.name,
        type: 'application/pkcs7-mime',
        bytes: signCms(document, [{ signer: personal, chain: [other.certificate], signingTime: at - HOUR_MS }], true),
      };
    }
    case 'other':
      return {
        name: attachment.name,
        type: 'application/octet-stream',
        bytes: Buffer.from(`${attachment.lines.join('\r\n')}\r\n`, 'utf8'),
      };
  }
}

function ordinaryStep(sandbox: Sandbox, message: StoryOrdinary, now: number): DirectStep {
  const at = timeOf(sandbox, message, now);
  return {
    kind: 'direct',
    id: message.id,
    at,
    run() {
      const bytes = compose({
        from: { name: message.name, address: message.from },
        to: [message.to],
        subject: message.subject,
        text: message.text,
        at,
        messageId: `<${message.id}.${pkiMark(sandbox, message.id)}@${message.from.split('@')[1] ?? 'posta.example.org'}>`,
      });
      sandbox.deliverOrdinary({
        bytes,
        envelopeFrom: message.from,
        to: message.to,
        ...(message.fromProvider === true ? { fromProvider: true } : {}),
      });
      return [];
    },
  };
}

/** One forgery of each kind, spread over several messages and mailboxes, in the last hour. */
function forgerySteps(sandbox: Sandbox, now: number): readonly DirectStep[] {
  const { kinds } = sandbox.troublemaker;
  return kinds.map((kind, index) => {
    const target = FORGERY_TARGETS[index % FORGERY_TARGETS.length];
    const about = STORY.find((message) => message.id === target?.about);
    if (target === undefined || about === undefined) throw new Error('the story names an unknown message');
    return {
      kind: 'direct',
      id: `trouble-${kind.label}`,
      at: now - 45 * 60_000 + index * 120_000,
      run: () => [
        sandbox.troublemaker.drop(kind.label, {
          to: target.victim,
          about: messageId(sandbox, about.id, about.from),
          recipient: target.recipient,
        }),
      ],
    };
  });
}

function messageId(sandbox: Sandbox, id: string, from: string): string {
  return `<${pkiMark(sandbox, id)}@${from.split('@')[1] ?? ''}>`;
}

/** Different for each sandbox, the same at each start of one. */
function pkiMark(sandbox: Sandbox, id: string): string {
  const hex = createHash('sha256').update(sandbox.pki.issuing.certificate).update(id).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** A step that an earlier start did keeps its time. */
function timeOf(sandbox: Sandbox, message: { readonly id: string; readonly when: When }, now: number): number {
  return sandbox.steps.doneAt(message.id) ?? instantOf(message.when, now);
}

/** What waits at the first start goes on waiting: notices come after 12 and 24 hours (PEC-REFERENCE §1.9). */
function statusNow(written: ExpectedStatus, elapsedMs: number): ExpectedStatus {
  if (written !== 'accepted' && written !== 'delayed') return written;
  if (elapsedMs > FINAL_NOTICE_MS + MARGIN_MS) return 'expired';
  return elapsedMs > FIRST_NOTICE_MS + MARGIN_MS ? 'delayed' : written;
}

/** A time of day counts in Italy's winter time; good enough for a story. */
function instantOf(when: When, now: number): number {
  if ('hoursAgo' in when) return now - when.hoursAgo * HOUR_MS;
  const [hours = 0, minutes = 0] = when.time.split(':').map(Number);
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  return today - when.daysAgo * DAY_MS + (hours - 1) * HOUR_MS + minutes * 60_000 + 7000;
}
