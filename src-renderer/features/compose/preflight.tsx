// What pre-flight found, always in sight: what stops the message, what deserves a thought, each with what
// to do and a button where one press settles it. What passed folds away (SCREENS, Composer).
import { CircleCheck, OctagonX, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ComposeField, ComposeFix, DraftCheck, DraftContent, Finding } from '#shared/model/compose';
import type { AccountView } from '#shared/model/views';
import { composeFindingText } from '#shared/text/compose-wording';
import { Button } from '#ui/ui/button.tsx';
import { Disclosure } from '#ui/ui/disclosure.tsx';
import { useWords, type Words } from '#ui/ui/words.ts';
import { passedAreas } from './draft.ts';
import styles from './preflight.module.css';

export type PreflightProps = {
  readonly check: DraftCheck | null;
  readonly fresh: boolean;
  readonly content: DraftContent;
  readonly accounts: readonly AccountView[];
  readonly onFix: (fix: ComposeFix) => void;
  readonly onField: (field: ComposeField) => void;
};

export function Preflight({ check, fresh, content, accounts, onFix, onField }: PreflightProps): ReactNode {
  const words = useWords();
  const { text } = words;
  const findings = check?.findings ?? [];
  const passed = check === null ? [] : passedAreas(findings, content);
  return (
    <aside className={styles['panel']} aria-labelledby="preflight-title" aria-busy={!fresh}>
      <h2 id="preflight-title" className={styles['title']} tabIndex={-1}>
        {text.composer.preflight}
      </h2>
      <p className={styles['summary']} role="status">
        {check === null ? text.composer.checking : summary(findings, words)}
      </p>
      <ul className={styles['list']}>
        {findings.map((finding, index) => (
          <PreflightLine
            key={`${finding.code}-${index}`}
            finding={finding}
            fixLabel={finding.fix === null ? null : fixLabel(finding.fix, accounts, words)}
            onFix={onFix}
            onField={onField}
          />
        ))}
      </ul>
      {passed.length === 0 ? null : (
        <Disclosure title={text.composer.passed(passed.length)} startsOpen={false}>
          <ul className={styles['passed']}>
            {passed.map((area) => (
              <li key={area} className={styles['passedLine']}>
                <CircleCheck size={14} aria-hidden />
                {text.composer.passedArea[area]}
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </aside>
  );
}

function PreflightLine({
  finding,
  fixLabel: label,
  onFix,
  onField,
}: {
  readonly finding: Finding;
  readonly fixLabel: string | null;
  readonly onFix: (fix: ComposeFix) => void;
  readonly onField: (field: ComposeField) => void;
}): ReactNode {
  const { text } = useWords();
  const stops = finding.level === 'blocking';
  const { fix } = finding;
  return (
    <li className={styles['line']} data-level={finding.level}>
      <span className={styles['level']}>
        {stops ? <OctagonX size={15} aria-hidden /> : <TriangleAlert size={15} aria-hidden />}
        {stops ? text.composer.blocking : text.composer.warning}
      </span>
      <p className={styles['sentence']}>{composeFindingText(text, finding)}</p>
      <span className={styles['actions']}>
        {fix === null || label === null ? null : (
          <Button tone="outlined" onPress={() => onFix(fix)}>
            {label}
          </Button>
        )}
        {finding.field === 'message' ? null : <Button onPress={() => onField(finding.field)}>{text.composer.goToField}</Button>}
      </span>
    </li>
  );
}

function summary(findings: readonly Finding[], { text }: Words): string {
  const stops = findings.filter(({ level }) => level === 'blocking').length;
  const warns = findings.length - stops;
  const parts = [...(stops === 0 ? [] : [text.composer.blockingCount(stops)]), ...(warns === 0 ? [] : [text.composer.warningCount(warns)])];
  return parts.length === 0 ? text.composer.ready : parts.join(' · ');
}

function fixLabel(fix: ComposeFix, accounts: readonly AccountView[], { text }: Words): string {
  const words = text.composer.fixes;
  switch (fix.kind) {
    case 'renameAttachment':
      return words.renameAttachment(fix.name);
    case 'setAccount':
      return words.setAccount(accounts.find(({ id }) => id === fix.account)?.label ?? '');
    case 'removeRecipient':
    case 'moveCcToTo':
    case 'removeAttachment':
    case 'setReceipt':
      return words[fix.kind];
  }
}
