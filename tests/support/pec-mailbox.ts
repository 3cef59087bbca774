// Realistic invented PEC mail from the seeded generator of tests/fixtures/lab: same options, same bytes.
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export type GeneratedMessage = {
  readonly kind: string;
  readonly folder: string;
  /** With CRLF line ends. */
  readonly raw: Buffer;
  readonly date: Date;
  readonly messageId: string;
  readonly subject: string;
};

export type GeneratorOptions = {
  readonly count: number;
  readonly seed?: number;
  /** 'archive': sent mail with acceptance and complete delivery receipts. */
  readonly profile?: 'default' | 'archive';
  /** False: random bytes in place of signatures, much faster. */
  readonly sign?: boolean;
  readonly account?: string;
};

const FILE = path.join(import.meta.dirname, '..', 'fixtures', 'lab', 'gen-pec-mailbox.mjs');

export async function generateMailbox(options: GeneratorOptions): Promise<Iterable<GeneratedMessage>> {
  const module: unknown = await import(pathToFileURL(FILE).href);
  return asGenerator(module)(options);
}

function asGenerator(module: unknown): (options: GeneratorOptions) => Iterable<GeneratedMessage> {
  return (module as { generate: (options: GeneratorOptions) => Iterable<GeneratedMessage> }).generate;
}
