// The lowest version of each package that is safe to ship, and why (THREATS §6, SUP-02). Kept by
// hand: a registry's audit service may be absent, and silence is not safety.

export type LowestVersion = {
  readonly name: string;
  readonly lowest: string;
  readonly because: string;
  /** One older copy that another package pins, and why it does no harm. */
  readonly except?: { readonly place: string; readonly why: string };
};

export const LOWEST_VERSIONS: readonly LowestVersion[] = [
  {
    name: 'nodemailer',
    lowest: '10.6.0',
    because: 'GHSA-mm7p-fcc7-pg87; header and envelope injection; bare CR and requireTLS before 10.0.12',
    except: {
      place: 'node_modules/mailparser/node_modules/nodemailer',
      why: 'mailparser is an oracle of tests; it parses with it and sends nothing',
    },
  },
  { name: 'imapflow', lowest: '2.10.0', because: 'command injection (1.6.4), STARTTLS (1.3.6), clear-text fall-back (2.2.7)' },
  { name: 'dompurify', lowest: '3.4.18', because: 'bypasses of 3.2.3 and 3.3.x, CVE-2026-41238, CVE-2026-41239, CVE-2026-41240' },
  { name: 'electron', lowest: '45.0.0', because: 'CVE-2025-55305, CVE-2026-70603, CVE-2026-70604; only the newest three majors are kept' },
  {
    name: 'node-forge',
    lowest: '1.4.0',
    because: 'CVE-2025-12816, CVE-2025-66030, CVE-2025-66031, CVE-2026-33891; used by the sandbox alone',
  },
  { name: 'ws', lowest: '8.17.1', because: 'CVE-2024-37890' },
];
