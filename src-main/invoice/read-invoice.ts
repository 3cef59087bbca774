// Bytes of an attachment to an invoice: taken out of its .p7m, read by the safe XML reader of
// daticert.xml with limits of its own (the exchange system takes files up to 5 MB, much of it base64), then
// by the fields of FatturaPA. Never throws: what cannot be read has a code (THREATS §4, XML-01 to XML-08).
import { readXml } from '#main/pec/xml-elements';
import { readSignedData } from '#main/verification/cms';
import { binaryOf } from '#main/verification/cms-file';
import type { InvoiceReading } from '#shared/model/invoice';
import { invoiceOf } from './fattura.ts';

const LIMITS = { bytes: 8 * 1024 * 1024, depth: 24, elements: 100_000, attributes: 16 } as const;
/** A .p7m inside a .p7m is seen in the wild; more is no invoice. */
const MOST_LAYERS = 3;

export function readInvoice(bytes: Uint8Array, name: string): InvoiceReading {
  let content = bytes;
  let layers = 0;
  for (let rest = name.trim().toLowerCase(); rest.endsWith('.p7m') || content[0] === 0x30; rest = rest.replace(/\.p7m$/, '')) {
    if (layers >= MOST_LAYERS) return refused('cms.unreadable');
    const inner = contentOf(content);
    if (typeof inner === 'string') return refused(inner);
    content = inner;
    layers += 1;
  }
  const document = readXml(content, LIMITS);
  if ('refused' in document) return refused(document.refused);
  const reading = invoiceOf(document.root);
  if (typeof reading === 'string') return refused(reading);
  return { state: 'read', invoice: { ...reading, enveloped: layers > 0 } };
}

function refused(code: string): InvoiceReading {
  return { state: 'refused', code };
}

function contentOf(bytes: Uint8Array): Uint8Array | 'cms.unreadable' | 'cms.detached' {
  try {
    const { content } = readSignedData(binaryOf(bytes));
    return content === null ? 'cms.detached' : Buffer.concat(content);
  } catch {
    return 'cms.unreadable';
  }
}
