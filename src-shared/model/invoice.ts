// An electronic invoice as a person reads it: the fields of FatturaPA 1.2 (Agenzia delle Entrate,
// "Specifiche tecniche relative al formato", schema v1.2.x) in their order. Amounts and quantities stay the
// decimal text the file holds: nothing is rounded, added up or converted. Codes (TD01, MP05, N2.1) are
// worded on screen.

/** As written: "1234.50". Not yet known to be a number. */
export type DecimalText = string;
/** As written, an xs:date: "2026-11-20". */
export type DayText = string;

export type InvoiceParty = {
  readonly name: string;
  /** Country and number joined: "IT01234567890". */
  readonly vat: string | null;
  readonly taxCode: string | null;
  /** "Via Roma 1, 20100 Milano (MI), IT"; empty when there is none. */
  readonly address: string;
  /** RF01 … */
  readonly regime: string | null;
};

export type InvoiceLine = {
  readonly number: string;
  readonly text: string;
  readonly quantity: DecimalText | null;
  readonly unit: string | null;
  readonly period: readonly [from: DayText | null, to: DayText | null];
  readonly unitPrice: DecimalText | null;
  /** Discounts and surcharges as written: "SC 10.00%". */
  readonly adjustments: readonly string[];
  readonly total: DecimalText | null;
  readonly vatRate: DecimalText | null;
  /** N1 … when no VAT is charged. */
  readonly nature: string | null;
};

export type InvoiceVat = {
  readonly rate: DecimalText | null;
  readonly nature: string | null;
  readonly taxable: DecimalText | null;
  readonly tax: DecimalText | null;
  /** I, D or S. */
  readonly due: string | null;
  readonly law: string | null;
};

export type InvoicePayment = {
  /** TP01 … */
  readonly terms: string | null;
  /** MP01 … */
  readonly means: string | null;
  readonly dueDate: DayText | null;
  readonly amount: DecimalText | null;
  readonly iban: string | null;
  readonly bank: string | null;
  readonly payee: string | null;
};

/** Withholding, pension fund, stamp duty, discount on the whole, rounding: what stands between lines and total. */
export type InvoiceExtra = {
  readonly kind: 'withholding' | 'fund' | 'stamp' | 'adjustment' | 'rounding';
  readonly code: string | null;
  readonly rate: DecimalText | null;
  readonly amount: DecimalText | null;
};

export type InvoiceReference = {
  readonly kind: 'order' | 'contract' | 'agreement' | 'receipt' | 'invoice' | 'delivery';
  readonly id: string;
  readonly date: DayText | null;
  readonly cup: string | null;
  readonly cig: string | null;
};

export type InvoiceFile = {
  readonly name: string;
  readonly format: string | null;
  readonly about: string | null;
  readonly sizeBytes: number;
};

export type InvoiceBody = {
  /** TD01 … */
  readonly type: string;
  readonly number: string;
  readonly date: DayText;
  readonly currency: string;
  readonly total: DecimalText | null;
  readonly causes: readonly string[];
  readonly references: readonly InvoiceReference[];
  readonly lines: readonly InvoiceLine[];
  readonly vat: readonly InvoiceVat[];
  readonly extras: readonly InvoiceExtra[];
  readonly payments: readonly InvoicePayment[];
  readonly files: readonly InvoiceFile[];
  /** How many of each the file holds, where fewer are shown. */
  readonly lineCount: number;
};

export type Invoice = {
  /** FPR12 to companies and people, FPA12 to the public administration. */
  readonly format: string;
  readonly transmission: { readonly id: string; readonly recipient: string; readonly pec: string | null };
  readonly seller: InvoiceParty;
  readonly buyer: InvoiceParty;
  /** Who issued it on the seller's behalf. */
  readonly issuer: InvoiceParty | null;
  readonly bodies: readonly InvoiceBody[];
  readonly bodyCount: number;
  /** It lay inside a .p7m, whose signature is not judged here. */
  readonly enveloped: boolean;
};

/** Codes: those of the XML reader ('xml.…'), 'cms.unreadable', 'cms.detached', 'invoice.simplified', 'invoice.other', 'invoice.incomplete', 'jail.killed'. */
export type InvoiceReading = { readonly state: 'read'; readonly invoice: Invoice } | { readonly state: 'refused'; readonly code: string };
