// The seven drawings of a verdict. Shape alone tells them apart, without colour (SCREENS §Character).
import type { ReactNode } from 'react';
import type { VerdictLook } from '#shared/model/verification-report';

const SHIELD = 'M8 1.2 13.6 3v4.6c0 3.4-2.3 5.9-5.6 7.2-3.3-1.3-5.6-3.8-5.6-7.2V3z';

export function VerdictIcon({ look, size = 16 }: { readonly look: VerdictLook | 'pending'; readonly size?: number }): ReactNode {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinejoin="round"
      strokeLinecap="round"
      aria-hidden="true"
      data-look={look}
    >
      {drawing(look)}
    </svg>
  );
}

function drawing(look: VerdictLook | 'pending'): ReactNode {
  switch (look) {
    case 'proven':
      return (
        <>
          <path d={SHIELD} fill="currentColor" />
          <path d="m5.2 7.9 2 2 3.7-4.1" stroke="var(--tone-cut)" strokeWidth="1.7" />
        </>
      );
    case 'provenWithNotes':
      return (
        <>
          <path d={SHIELD} />
          <path d="m5.2 7.9 2 2 3.7-4.1" strokeWidth="1.5" />
        </>
      );
    case 'undecided':
      return (
        <>
          <path d={SHIELD} strokeDasharray="2.2 1.6" />
          <path d="M6.3 6.1a1.8 1.8 0 1 1 2.6 1.7c-.6.3-.9.6-.9 1.2" />
          <circle cx="8" cy="11.2" r=".85" fill="currentColor" stroke="none" />
        </>
      );
    case 'refused':
      return (
        <>
          <path d="M7.6 1.4 2.4 3v4.6c0 3.2 2 5.6 5 7l1.2-3.4-2.2-2.4 2.4-2.6z" fill="currentColor" stroke="none" />
          <path d="M9.6 1.8 13.6 3v4.6c0 3-1.8 5.3-4.4 6.7l1-3.2-2.1-2.3 2.6-2.8z" fill="currentColor" stroke="none" />
        </>
      );
    case 'ordinary':
      return (
        <>
          <rect x="1.6" y="3.4" width="12.8" height="9.2" rx="1.2" />
          <path d="m2 4.4 6 4.4 6-4.4" />
        </>
      );
    case 'anomaly':
      return (
        <>
          <path d="M7.2 12.6H2.8a1.2 1.2 0 0 1-1.2-1.2V4.6c0-.7.5-1.2 1.2-1.2h10.4c.7 0 1.2.5 1.2 1.2v2.2" />
          <path d="m2 4.4 6 4.4 6-4.4" />
          <path d="m11.8 8.6 3.4 6H8.4z" fill="currentColor" />
          <path d="M11.8 10.9v1.6" stroke="var(--tone-cut)" strokeWidth="1.2" />
        </>
      );
    case 'pending':
      return (
        <>
          <path d={SHIELD} strokeDasharray="1 2" />
          <path d="M8 5v3.2l1.8 1.1" />
        </>
      );
  }
}
