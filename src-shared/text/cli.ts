// What the command line says to people. Machine output is never worded (CLI.md).
import type { ReceiptExtent, ReceiptType } from '#shared/model/pec-message';
import type { Indication } from '#shared/model/verification-report';
import type { Text } from './catalogue.ts';
import { receiptText } from './wording.ts';

const it = {
  emptyList: 'Nessun messaggio.',
  rowCount: (count: number) => (count === 1 ? '1 messaggio' : `${count} messaggi`),
  unreadableFile: 'non leggibile',
  heldCopies: (count: number) =>
    count === 1
      ? 'Una copia vecchia resta: è di prima di un vincolo di conservazione, e può contenere posta che qui non c’è più.'
      : `${count} copie vecchie restano: sono di prima di un vincolo di conservazione, e possono contenere posta che qui non c’è più.`,
  moreFiles: (count: number) => (count === 1 ? '… e un altro; con --json ci sono tutti' : `… e altri ${count}; con --json ci sono tutti`),
  killed: (defect: string) => `l'analisi è stata fermata (${defect}); il file resta com'è`,
  mark: (indication: string) => ({ passed: '✓', failed: '✕', indeterminate: '?' })[indication] ?? '·',
  notFound: (what: string) => `Qui non c’è niente che si chiami “${what}”: “plico list” mostra che cosa c’è.`,
  keyMissing: (folder: string) =>
    `La chiave che apre ${folder} non è qui: se la cartella è una copia, metti accanto anche il file .key dell’originale, col nome ${folder}.key; altrimenti serve la passphrase in PLICO_PASSPHRASE, o il portachiavi di chi ha creato il profilo.`,
  keyOther: (folder: string) =>
    `La chiave in ${folder}.key non è quella di ${folder}: al suo posto metti il file .key che stava accanto all’originale, oppure ripristina una copia di sicurezza con “plico restore”.`,
  importRefused: {
    tooLarge: 'troppo grande (più di 150 MB): non importato',
    notMail: 'non è posta: non importato',
    unreadable: 'non si riesce a leggere: controlla il file e riprova',
    empty: 'è vuoto: non c’è niente da importare',
    unsafeName: 'il nome nello zip porta fuori dalla cartella: non importato',
    rebuilt:
      'Outlook non conserva qui il messaggio originale, e uno ricostruito non proverebbe nulla: salvalo come .eml dalla webmail del gestore, o collega la casella',
    outlookHeader:
      'preso da Outlook: il contenuto firmato è esatto byte per byte, l’intestazione è quella che Outlook ha conservato e può differire da quella ricevuta',
    outlookFile: 'è un archivio di Outlook, che Plico non legge: collega la casella, o esporta i messaggi come .eml o mbox',
  },
  noBoxes: 'Nessuna casella: “plico account add INDIRIZZO” ne aggiunge una.',
  boxStates: { ok: 'in ordine', syncing: 'in corso', offline: 'senza rete', error: 'da controllare', never: 'mai controllata' },
  recentCount: (count: number) => `${count} nelle ultime 24 ore`,
  neverChecked: 'mai controllata',
  doctor: (blobs: string, rows: string, entries: string, findings: number) =>
    `${blobs} messaggi, ${rows} righe e ${entries} voci di registro controllati: ${findings === 0 ? 'nessun danno' : findings === 1 ? '1 danno' : `${findings} danni`}`,
  backedUp: (folder: string, messages: string) => `Copia in ${folder}: ${messages} messaggi, riletti e con l’impronta giusta.`,
  backupFindings: (count: number) => `${count} cose da guardare: “plico doctor” dice quali.`,
  demoProfile: (folder: string) => `Il profilo dimostrativo è in ${folder}: “plico list --data ${folder}” lo mostra.`,
  demoSetup: 'Preparo due gestori dimostrativi e le loro caselle…',
  demoSending: 'invio dei messaggi dimostrativi',
  demoReady: (url: string) => `Plico è pronto: ${url}\nCtrl-C per chiudere.`,
  demoAsExpected: 'Ogni verdetto e ogni stato è quello atteso.',
  demoUnexpected: (what: string) => `Non atteso: ${what}`,
  restore: {
    done: (folder: string, messages: number) => `Ripristinato in ${folder}: ${messages} messaggi, riletti e con l’impronta giusta.`,
    toIngest: (count: number) => `${count} messaggi saranno elencati alla prima apertura.`,
    leftOut: {
      authorities:
        'Le autorità aggiunte a mano non sono state riprese dalla copia: se ti servono, aggiungile di nuovo con “plico trust add”.',
      anchor: 'L’ancoraggio del registro è spento: la copia diceva a chi inviarlo. Sceglilo di nuovo.',
      stamps: 'Le marche temporali automatiche sono spente: la copia diceva a chi chiederle. Sceglilo di nuovo.',
      backups: 'Le copie automatiche sono spente: la copia diceva dove scriverle. Sceglilo di nuovo con “plico backup”.',
    },
    server: (address: string, host: string) =>
      `${address} usa il server ${host}, che non è di un gestore noto: controllalo prima di scrivere la password.`,
  },
  anchorWarning:
    'ATTENZIONE: chi possiede la chiave di questa autorità può fabbricare ricevute che risulteranno verificate. Aggiungila solo se l’impronta ti è stata confermata per altra via.',
};

const en: typeof it = {
  emptyList: 'No messages.',
  rowCount: (count) => (count === 1 ? '1 message' : `${count} messages`),
  unreadableFile: 'cannot be read',
  heldCopies: (count) =>
    count === 1
      ? 'One old copy stays: it is older than a legal hold, and may hold mail that is not here any more.'
      : `${count} old copies stay: they are older than a legal hold, and may hold mail that is not here any more.`,
  moreFiles: (count) => (count === 1 ? '… and one more; --json names all' : `… and ${count} more; --json names all`),
  killed: (defect) => `the analysis was stopped (${defect}); the file stays as it is`,
  mark: it.mark,
  notFound: (what) => `There is nothing called “${what}” here: “plico list” shows what there is.`,
  keyMissing: (folder) =>
    `The key that opens ${folder} is not here: if the folder is a copy, put the .key file of the original beside it too, named ${folder}.key; otherwise it takes the passphrase in PLICO_PASSPHRASE, or the keychain of whoever made the profile.`,
  keyOther: (folder) =>
    `The key in ${folder}.key is not that of ${folder}: put the .key file that lay beside the original in its place, or restore a backup with “plico restore”.`,
  importRefused: {
    tooLarge: 'too large (over 150 MB): not imported',
    notMail: 'not mail: not imported',
    unreadable: 'cannot be read: check the file and try again',
    empty: 'empty: there is nothing to import',
    unsafeName: 'its name in the zip leads out of the folder: not imported',
    rebuilt:
      'Outlook does not keep the original message in here, and a rebuilt one would prove nothing: save it as .eml from the provider’s webmail, or connect the mailbox',
    outlookHeader:
      'taken from Outlook: what is signed is exact byte for byte, the header is the one Outlook kept and may differ from the one received',
    outlookFile: 'a store of Outlook, which Plico does not read: connect the mailbox, or export the messages as .eml or mbox',
  },
  noBoxes: 'No mailbox: “plico account add ADDRESS” adds one.',
  boxStates: { ok: 'in order', syncing: 'under way', offline: 'no network', error: 'needs a look', never: 'never checked' },
  recentCount: (count) => `${count} in the last 24 hours`,
  neverChecked: 'never checked',
  doctor: (blobs, rows, entries, findings) =>
    `${blobs} messages, ${rows} rows and ${entries} log entries checked: ${findings === 0 ? 'no damage' : findings === 1 ? '1 fault' : `${findings} faults`}`,
  backedUp: (folder, messages) => `Backup in ${folder}: ${messages} messages, read again and with the right hash.`,
  backupFindings: (count) => `${count} things want a look: “plico doctor” says which.`,
  demoProfile: (folder) => `The demonstration profile is in ${folder}: “plico list --data ${folder}” shows it.`,
  demoSetup: 'Setting up two demonstration providers and their mailboxes…',
  demoSending: 'sending the demonstration messages',
  demoReady: (url) => `Plico is ready: ${url}\nCtrl-C closes it.`,
  demoAsExpected: 'Every verdict and every status is the expected one.',
  demoUnexpected: (what) => `Not expected: ${what}`,
  restore: {
    done: (folder, messages) => `Restored into ${folder}: ${messages} messages, read again and with the right hash.`,
    toIngest: (count) => `${count} messages will be listed when it is opened.`,
    leftOut: {
      authorities: 'Authorities added by hand were not taken from the backup: if you need them, add them again with “plico trust add”.',
      anchor: 'Anchoring of the log is off: the backup said whom to send it to. Choose it again.',
      stamps: 'Time-stamps by themselves are off: the backup said whom to ask. Choose it again.',
      backups: 'Backups by themselves are off: the backup said where to write them. Choose it again with “plico backup”.',
    },
    server: (address, host) =>
      `${address} uses the server ${host}, which belongs to no provider we know: check it before you type the password.`,
  },
  anchorWarning:
    'WARNING: whoever holds the key of this authority can make receipts that will show as verified. Add it only if its fingerprint was confirmed to you in another way.',
};

export type CliText = typeof it;

export function cliText(language: 'it' | 'en'): CliText {
  return language === 'it' ? it : en;
}

/** The language of a POSIX locale such as "it_IT.UTF-8"; English where it says nothing. */
export function systemLanguage(locale: string): 'it' | 'en' {
  return /^it(\b|_)/i.test(locale) ? 'it' : 'en';
}

/** The verdicts in the words of the screen. A proven anomaly envelope proves nothing of what it wraps. */
export function verdictText(text: Text, indication: Indication, kind: string): string {
  const { looks } = text.mail;
  if (kind === 'anomalyEnvelope' && indication === 'passed') return looks.anomaly;
  return { passed: looks.proven, failed: looks.refused, indeterminate: looks.undecided, notApplicable: looks.ordinary }[indication];
}

export type ClaimNames = { readonly kind: string; readonly receipt: ReceiptType | null; readonly extent: ReceiptExtent | null };

/** "Avvenuta consegna completa", "Posta certificata", "REM". */
export function claimText(text: Text, claim: ClaimNames): string {
  if (claim.receipt !== null) return receiptText(text, claim.receipt, claim.extent);
  switch (claim.kind) {
    case 'transportEnvelope':
      return text.mail.kinds.certified;
    case 'anomalyEnvelope':
      return text.mail.kinds.anomaly;
    case 'ordinary':
      return text.mail.kinds.ordinary;
    case 'bundle':
      return text.evidence.readme.title;
    case 'malformed':
      return text.mail.kinds.unreadable;
    default:
      return claim.kind.toUpperCase();
  }
}
