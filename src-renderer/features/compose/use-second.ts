// The present second, for a countdown in sight; still while nothing counts down.
import { useEffect, useState } from 'react';
import { asInstant, type Instant } from '#shared/model/ids';

const EVERY_MS = 500;

export function useSecond(running: boolean): Instant {
  const [now, setNow] = useState(() => asInstant(Date.now()));
  useEffect(() => {
    if (!running) return undefined;
    setNow(asInstant(Date.now()));
    const timer = setInterval(() => setNow(asInstant(Date.now())), EVERY_MS);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}
