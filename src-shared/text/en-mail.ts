// English words for mail facts: verdicts, receipts, statuses, errors, defects, findings.
import { enAttachmentWarnings, enDefects, enFindings, enSuspicions } from './en-codes.ts';
import type { Text } from './it.ts';
import { valueText as of } from './sentence.ts';

export const enMail: Text['mail'] = {
  looks: {
    proven: 'Verified',
    provenWithNotes: 'Verified, with notes',
    undecided: 'Cannot be verified',
    refused: 'Signature not valid',
    ordinary: 'Ordinary mail',
    anomaly: 'Anomaly: ordinary mail',
  },
  pendingLook: 'Verifying',
  lookMeans: {
    proven: 'A message inside an envelope signed by the provider; the signature is intact.',
    provenWithNotes: 'The signature is intact; something is worth reading.',
    undecided: 'Something is missing to decide: the message may be sound.',
    refused: 'The provider’s signature does not hold: it does not count as PEC.',
    ordinary: 'No value as PEC.',
    anomaly: 'Not PEC: a notice of your provider wrapped around ordinary mail.',
  },
  indications: { passed: 'passed', indeterminate: 'undecided', failed: 'failed', notApplicable: 'not applicable' },
  kinds: { certified: 'Certified mail', ordinary: 'Ordinary mail', anomaly: 'Anomaly', receipt: 'Receipt', unreadable: 'Unreadable' },
  receipts: {
    acceptance: 'Acceptance',
    nonAcceptance: 'Not accepted',
    serverAcceptance: 'Taken in charge between providers',
    delivery: 'Delivery',
    deliveryError: 'Not delivered',
    deliveryTimeoutWarning: 'Delivery delayed',
    virusDetected: 'Virus found',
  },
  receiptMeans: {
    acceptance: 'The sender’s provider took the message.',
    nonAcceptance: 'The message never left.',
    serverAcceptance: 'A hand-over between providers.',
    delivery: 'Placed in the recipient’s mailbox: does not prove it was read.',
    deliveryError: 'The message did not reach this recipient.',
    deliveryTimeoutWarning: 'The provider has no outcome for this recipient yet.',
    virusDetected: 'A provider stopped the message.',
  },
  extents: { complete: 'complete', brief: 'brief', concise: 'concise' },
  receiptNoun(type, extent) {
    const nouns = {
      acceptance: 'an acceptance receipt',
      nonAcceptance: 'a notice of non-acceptance',
      serverAcceptance: 'a receipt between providers',
      delivery: 'a delivery receipt',
      deliveryError: 'a notice of failed delivery',
      deliveryTimeoutWarning: 'a notice of delayed delivery',
      virusDetected: 'a notice that a virus was found',
    };
    return type === 'delivery' && extent !== null ? `a ${extent} delivery receipt` : nouns[type];
  },
  deliveryWith: (extent) => `${{ complete: 'Complete', brief: 'Brief', concise: 'Concise' }[extent]} delivery`,
  extentMeans: {
    complete: 'contains the whole message',
    brief: 'contains the digests of the attachments, not the attachments',
    concise: 'without a copy of the message',
  },
  roles: { to: 'To', cc: 'Cc', notAddressed: 'not among the addressees' },
  statuses: {
    submitted: 'Waiting for acceptance',
    accepted: 'On its way',
    refused: 'Not accepted',
    takenInCharge: 'On its way, taken in charge between providers',
    delivered: 'Delivered',
    deliveredLate: 'Delivered late',
    delayed: 'Delayed: outcome within 24 hours',
    expired: 'Not delivered (time ran out)',
    failed: 'Not delivered',
    ordinary: 'Ordinary mail: no receipt will come',
    conflict: 'Receipts disagree',
    unknown: 'Outcome unknown',
  },
  summary(summary, brief = false) {
    switch (summary.state) {
      case 'refused':
        return brief ? 'Not accepted' : 'Not accepted: it never left';
      case 'waitingForAcceptance':
        return brief ? 'Waiting' : 'Waiting for acceptance';
      case 'inProgress': {
        const { delivered, delayed, overdue, total } = summary;
        if (delivered > 0) {
          const late = overdue > 0 ? `, ${overdue} without outcome` : delayed > 0 ? `, ${delayed} late` : '';
          return `${delivered} of ${total} delivered${late}`;
        }
        if (overdue > 0) return brief ? 'No outcome' : 'Accepted, but there is no outcome';
        if (delayed > 0) return brief ? 'Late' : 'Accepted, late: outcome within 24 hours';
        return brief ? 'On its way' : 'Accepted, on its way';
      }
      case 'allDelivered':
        return summary.total === 1 ? 'Delivered' : `Delivered to all ${summary.total}`;
      case 'someFailed':
        if (summary.delivered === 0) return summary.total === 1 ? 'Not delivered' : `${summary.failed} not delivered`;
        return `${summary.delivered} delivered, ${summary.failed} not delivered`;
      case 'ordinaryOnly':
        return brief ? 'To ordinary mail' : 'Sent to ordinary mail: no proof of delivery';
      case 'needsAttention':
        return brief ? 'To be checked' : 'Receipts to be checked';
    }
  },
  causes: { nessuno: '', 'no-dest': 'address not valid', 'no-dominio': 'domain not valid', virus: 'virus', altro: 'other reason' },
  causeFull: 'mailbox full',
  causeInhibited: 'mailbox blocked',
  causeTimeout: 'time ran out',
  errors: {
    'imap.auth': 'The provider refuses user or password: check them and try again.',
    'imap.passwordExpired': 'The mailbox password has expired: change it in the provider’s panel, then update it here.',
    'imap.appPasswordNeeded': 'The provider wants a password for mail programs: create it in its panel and enter it here.',
    'imap.disabled': 'Access for mail programs (IMAP) is off: turn it on in the provider’s panel.',
    'imap.refused': 'The server refused the operation: try later; if it goes on, ask the provider.',
    'imap.protocol': 'The server answered in a way we cannot read: try later.',
    'imap.limit': 'The server sends more data than we accept: the mailbox was stopped, ask the provider.',
    'imap.folderMissing': 'The folder is no longer on the server: the archived copies stay.',
    'imap.closed': 'The server closed the connection: we try again by ourselves.',
    'smtp.auth': 'The sending server refuses user or password: check them in the mailbox settings.',
    'smtp.protocol': 'The sending server answered in a way we cannot read: try later.',
    'smtp.refused': 'The provider refused the message: read why and correct it before sending again.',
    'net.connect': (v) => `The server ${of(v, 'host', 'of the provider')} does not answer: check the network or the server name.`,
    'net.timeout': (v) => `The server ${of(v, 'host', 'of the provider')} did not answer in time: we try again by ourselves.`,
    'net.dns': (v) => `The name ${of(v, 'host', 'of the server')} cannot be found: check the network or the spelling.`,
    'net.closed': 'The connection dropped: we try again by ourselves.',
    'tls.required': 'The server offers no encrypted connection: the password was not sent. Check port and server.',
    'tls.certificate': (v) => `The certificate of ${of(v, 'host', 'the server')} is not recognised: we do not connect. Ask the provider.`,
    'tls.wrongHost': (v) =>
      `The certificate belongs to another server, not to ${of(v, 'host', 'the one asked for')}: check the spelling of the server.`,
    'tls.expired': (v) =>
      `The certificate of ${of(v, 'host', 'the server')} has expired: we do not connect. Check date and time of this computer, then ask the provider.`,
    'tls.intercepted': 'An antivirus or company network sits inside the connection: exclude the PEC servers from its control.',
    'tls.notTls': 'On this port the server does not speak TLS: check port and kind of connection.',
    'tls.protocol': 'The server uses encryption that is too old: ask the provider for current settings.',
    'storage.full': 'The disk is full: free some space, then resume; nothing was lost.',
    'storage.readOnly': 'The data folder is read-only: correct the permissions and restart.',
    'storage.locked': 'Another program holds the archive: close it and try again.',
    'storage.newerSchema': 'This archive is from a newer version of Plico: update the program.',
    'storage.damaged': (values) =>
      `${values['hash'] === undefined ? 'Part of the archive is damaged' : `The message ${of(values, 'hash')} is damaged in the archive`}: run “plico doctor” and keep a copy ready.`,
    'storage.key': 'The key of the archive is wrong or missing: put it back and restart.',
    'storage.io': 'The disk reported an error, or the data folder is no longer in its place: check before going on.',
    'audit.rollback':
      'The archive is older than what was signed already: it is read-only. If you put back a copy, confirm it in the Log (“plico audit confirm”); if not, find out who changed the files.',
    'audit.keyLost':
      'The key with which this computer signed the log is gone: the archive is read-only. If the keychain was lost, confirm it in the Log (“plico audit confirm”); if not, find out who took it.',
    'audit.otherLog':
      'The log is not the one signed so far: it is signed no further, and no evidence leaves unsigned. If the old one was lost, confirm it in the Log (“plico audit confirm”); if not, find out who changed the files.',
    'host.portInUse': (v) => `Port ${of(v, 'port')} is already in use: close the other program or choose another port.`,
    'demo.foreignFolder': (v) => `The folder ${of(v, 'folder')} is not Plico’s: move or rename it, then try again.`,
    'host.missing': 'A part of this program is missing: install it again.',
    'account.sending':
      'Messages of this mailbox are still on their way out: wait until they leave or call them back in “Drafts and outgoing”, then remove it.',
    'profile.inUse': 'Plico is already open on this data: use the open window.',
    'input.file': (v) =>
      v['reason'] === 'exists'
        ? 'There is something of this name already: choose another, nothing is written over.'
        : 'The file cannot be read: check that it exists and is a message.',
    'input.invalid': 'Something entered is not right: check the fields.',
    'parser.timeout': 'Reading the message takes too long: the original is archived and can be saved.',
    'parser.memory': 'Reading the message takes too much memory: the original is archived and can be saved.',
    'secret.unavailable': 'The system keychain is not available: unlock it or use a passphrase.',
    'secret.wrong': 'The passphrase is not right: try again.',
    notFound: 'It is no longer there: the list has been updated.',
    aborted: 'Stopped: try again whenever you like.',
    internal: 'An error inside Plico: try again; if it returns, restart. Archived messages are not touched.',
  },
  errorUnknown: 'Something did not work: try again; if it returns, restart.',
  defects: enDefects,
  defectUnknown: (id) => `The message is not written by the rules (${id}).`,
  findings: enFindings,
  findingUnknown: (code) => `Something in the receipts needs a check (${code}).`,
  suspicions: enSuspicions,
  suspicionUnknown: 'The name or address contains characters that can deceive.',
  attachmentWarnings: enAttachmentWarnings,
  attachmentWarningUnknown: 'Open with care.',
};
