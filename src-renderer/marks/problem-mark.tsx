// What is wrong, as a mark and words; the tone is how pressing it is.
import { Clock, Hourglass, TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Problem, ProblemKind } from '#shared/model/radar';
import { classNames } from '#ui/ui/class-names.ts';
import { useWords } from '#ui/ui/words.ts';
import styles from './status.module.css';

const TONE = { now: 'bad', soon: 'unsure', watch: 'quiet' } as const satisfies Record<Problem['urgency'], string>;

export function ProblemMark({
  problem,
  size = 14,
}: {
  readonly problem: Pick<Problem, 'kind' | 'urgency' | 'cause'>;
  readonly size?: number;
}): ReactNode {
  const { text } = useWords();
  const { kind, urgency, cause } = problem;
  return (
    <span className={classNames(styles['status'], styles[TONE[urgency]], styles['wrap'])}>
      {iconOf(kind, size)}
      <span>
        {text.radar.kinds[kind]}
        {cause === null || kind === 'virus' ? null : `: ${text.radar.causes[cause]}`}
      </span>
    </span>
  );
}

function iconOf(kind: ProblemKind, size: number): ReactNode {
  const look = { size, 'aria-hidden': true, strokeWidth: 2.25 } as const;
  switch (kind) {
    case 'refused':
    case 'virus':
    case 'failed':
    case 'expired':
      return <X {...look} />;
    case 'acceptanceLate':
    case 'handOverUnknown':
    case 'postponed':
      return <Hourglass {...look} />;
    case 'delayed':
    case 'logsExpiring':
      return <Clock {...look} />;
    case 'noOutcome':
    case 'conflict':
    case 'contradiction':
      return <TriangleAlert {...look} />;
  }
}
