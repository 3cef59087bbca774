// English words of the service of documents by lawyers (L. 53/1994). To be reviewed by a lawyer.
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
