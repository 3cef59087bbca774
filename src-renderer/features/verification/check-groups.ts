// Which check belongs to which question of Perché. Exhaustive by type: a new check must find a group.
import type { Check, CheckId, VerificationReport } from '#shared/model/verification-report';

export type WhyGroup = 'file' | 'signature' | 'certified' | 'comparison';

const GROUP_OF: Readonly<Record<CheckId, WhyGroup>> = {
  'message.structure': 'file',
  'signature.present': 'signature',
  'signature.digest': 'signature',
  'signature.value': 'signature',
  'signature.attributes': 'signature',
  'signature.singleSigner': 'signature',
  'signature.algorithm': 'signature',
  'certificate.path': 'signature',
  'certificate.anchor': 'signature',
  'certificate.validity': 'signature',
  'certificate.usage': 'signature',
  'certificate.revocation': 'signature',
  'identity.from': 'signature',
  'time.signing': 'signature',
  'daticert.present': 'certified',
  'daticert.type': 'certified',
  'headers.outer': 'certified',
  'headers.inner': 'certified',
  'content.complete': 'comparison',
  'content.brief': 'comparison',
};

/** Checks of a group in report order; those that do not concern the message are left out. */
export function checksOf(report: VerificationReport, group: WhyGroup): readonly Check[] {
  return report.checks.filter((check) => GROUP_OF[check.id] === group && check.status !== 'notApplicable');
}

/** True when a check is among the notes of a passed report, or is undecided without changing it. */
export function isNote(report: VerificationReport, check: Check): boolean {
  const { conclusion } = report;
  return (
    conclusion.indication === 'passed' &&
    check.status !== 'passed' &&
    (conclusion.notes.includes(check.id) || check.status === 'indeterminate')
  );
}

export function hasNote(report: VerificationReport, check: Check): boolean {
  return report.conclusion.indication === 'passed' && report.conclusion.notes.includes(check.id);
}

/** What a reader should see first: the checks that decided a refusal or doubt, or those with notes. */
export function notable(report: VerificationReport): readonly Check[] {
  switch (report.conclusion.indication) {
    case 'failed':
      return report.checks.filter((check) => check.status === 'failed');
    case 'indeterminate':
      return report.checks.filter((check) => check.status === 'indeterminate');
    case 'passed':
      return report.checks.filter((check) => hasNote(report, check));
    case 'notApplicable':
      return [];
  }
}
