// Findings of pre-flight in words.
import type { Finding } from '#shared/model/compose';
import type { Text } from './catalogue.ts';
import { sentenceFor } from './sentence.ts';

export function composeFindingText(text: Text, finding: Pick<Finding, 'code' | 'values'>): string {
  return sentenceFor(text.compose.findings, finding.code, finding.values) ?? text.compose.findingUnknown(finding.code);
}
