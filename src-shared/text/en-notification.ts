// English words of the service of documents by lawyers (L. 53/1994). To be reviewed by a lawyer.
import type { Text } from './catalogue.ts';
import { itNotification } from './it-notification.ts';
import { type Sentences, valueText as value } from './sentence.ts';

export const enNotificationFindings: Sentences = {
  'l53.subject': (v) => `The subject must begin exactly with “${value(v, 'text')}” (L. 53/1994, art. 3-bis): type it again.`,
  'l53.cc': 'In a service of documents every addressee stands in To: who is in Cc gives no complete receipt. Move them.',
  'l53.receipt': 'A service of documents needs the complete receipt: with the others the content is not proved.',
  'l53.ordinary': (v) =>
    `${value(v, 'address')} is no PEC address: the service would not be perfected. Use the one of the public register.`,
  'l53.relataMissing': 'No file is called “relata”: the signed report of service must be attached.',
  'l53.fileType': (v) => `“${value(v, 'name')}” is neither PDF nor a signed .p7m file: check that it can be served and filed.`,
};

export const enNotificationFormFindings: Sentences = {
  'l53.missing.lawyerName': 'The name of the serving lawyer is missing.',
  'l53.missing.lawyerTaxCode': 'The tax code of the serving lawyer is missing.',
  'l53.missing.bar': 'The bar of the serving lawyer is missing.',
  'l53.missing.clientName': 'The party that gave the power of attorney is missing.',
  'l53.missing.clientTaxCode': 'The tax code of the party is missing.',
  'l53.taxCode': (v) => `“${value(v, 'entry')}” does not look like an Italian tax code: check it.`,
  'l53.proceeding': 'While a proceeding is pending, office, docket number and year are needed: complete them or leave all empty.',
  'l53.noAddress': (v) => `The PEC address of recipient ${value(v, 'number')} is missing.`,
  'l53.recipientName': (v) => `The name of ${value(v, 'address')} is missing.`,
  'l53.register': (v) => `Choose the public register that the address ${value(v, 'address')} comes from.`,
  'l53.consulted': (v) => `Say when the register was consulted for ${value(v, 'address')}, today or before.`,
  'l53.consultedLongAgo': (v) => `The register was not consulted today for ${value(v, 'address')}: the address may have changed.`,
  'l53.noAct': 'The document to be served is missing: attach it.',
  'l53.noRelata': 'The report of service is missing: copy its text, make a PDF of it, sign it and attach it.',
  'l53.fileGone': (v) => `“${value(v, 'name')}” is no longer kept: remove it and attach it again.`,
  'l53.signatureInvalid': (v) => `The signature of “${value(v, 'name')}” does not hold: sign the document again.`,
  'l53.signatureUndecided': (v) =>
    `The signature of “${value(v, 'name')}” is intact but its certificate cannot be verified here: check it with your signing tool.`,
  'l53.relataSigned': (v) => `“${value(v, 'name')}”: signatures inside a PDF are not verified here. Check that the report is signed.`,
  'l53.description': (v) => `Describe “${value(v, 'name')}” (“writ of summons”…): it goes into the report.`,
};

export const enNotification: Text['notification'] = {
  title: 'Service by lawyer',
  lead: 'Service of documents by PEC (L. 53/1994, art. 3-bis). These texts are a draft: a lawyer has to review them.',
  close: 'Close',
  lawyer: 'Serving lawyer',
  client: 'Party represented',
  names: {
    account: 'From which box',
    lawyerName: 'Name and surname',
    lawyerTaxCode: 'Tax code of the lawyer',
    bar: 'Bar',
    clientName: 'Name of the party',
    clientTaxCode: 'Tax code of the party',
    office: 'Court office',
    section: 'Section',
    docketNumber: 'Docket number',
    docketYear: 'Docket year',
  },
  proceeding: 'Proceeding (only if pending)',
  recipients: 'Addressees (all in To)',
  recipientName: 'Name',
  recipientAddress: 'PEC address',
  register: 'Public register',
  consultedOn: 'Consulted on',
  choose: 'choose…',
  addRecipient: 'Add an addressee',
  removeRecipient: (n) => `Remove addressee ${n}`,
  documents: 'Documents',
  kinds: { act: 'Document (born digital)', copy: 'Digital copy (attested)', relata: 'Signed report of service' },
  kind: 'What it is',
  description: 'Description',
  addFile: 'Attach a file…',
  removeFile: (name) => `Remove ${name}`,
  relata: 'Report of service (in Italian)',
  clear: 'Clear the form',
  clearAsk: 'Clear the form?',
  clearText: 'All that is written here is lost: lawyer, parties, recipients and documents. Drafts already prepared and messages sent stay.',
  clearYes: 'Clear',
  clearNo: 'Keep',
  copy: 'Copy the text',
  copied: 'Copied',
  inOrder: 'The form is complete.',
  make: 'Prepare the message',
  makeHint:
    'It opens as a draft with subject, addressees and complete receipt; it leaves only when you send it. The outcome is there when all delivery receipts have arrived.',
  filing: 'Afterwards: is the file to be filed the one that was served?',
  filingHint: 'Choose a service that was sent and the file you are about to file: it is held against what each delivery receipt contains.',
  filingWhich: 'Service that was sent',
  filingNone: 'No service was sent yet.',
  filingFile: 'Choose the file to be filed…',
  filingNoReceipt: (who) => `${who}: a complete, verified delivery receipt is missing`,
  // The report itself is a document of an Italian proceeding.
  text: itNotification.text,
};
