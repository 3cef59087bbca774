// The sandbox's time. It *ends now*: a story can be told with times of the last days (`at`), each
// event getting its own past instant, and once settled the clock is the host's. With a scale it can
// also run faster from a past start until it has caught up; it never shows the future.
export type SandboxEvent = { readonly at: number; readonly run: (at: number) => void };

export type SandboxClock = {
  /** Milliseconds since 1970: the pinned instant, else the running time. */
  now(): number;
  /** Sets the time of what is done next. Events due before it happen first, in order. */
  at(instant: number): void;
  /** Lets time run from here, `scale` times as fast as the host's, until it has caught up. */
  run(scale: number): void;
  /** Everything due up to now happens; from here on the clock is the host's. */
  settle(): void;
  /** An event that happens when its time comes: at once while telling the past, by a timer when live. */
  schedule(at: number, run: (at: number) => void): void;
  /** Events still to come. */
  pending(): readonly number[];
  stop(): void;
};

/** What follows within this time of a pinned instant happens at once: acceptance, delivery. */
const IMMEDIATE_MS = 60_000;
const LONGEST_TIMER_MS = 60_000;

type Mode =
  | { readonly kind: 'pinned'; readonly at: number }
  | { readonly kind: 'running'; readonly from: number; readonly hostFrom: number; readonly scale: number };

export function createSandboxClock(hostNow: () => number): SandboxClock {
  const events: SandboxEvent[] = [];
  let mode: Mode = { kind: 'running', from: hostNow(), hostFrom: hostNow(), scale: 1 };
  let timer: ReturnType<typeof setTimeout> | null = null;
  let happening: number | null = null;
  let stopped = false;

  function now(): number {
    if (happening !== null) return happening;
    if (mode.kind === 'pinned') return mode.at;
    return Math.min(hostNow(), mode.from + (hostNow() - mode.hostFrom) * mode.scale);
  }

  function happenUpTo(limit: number): void {
    for (let next = events[0]; next !== undefined && next.at <= limit && !stopped; next = events[0]) {
      events.shift();
      const outer = happening;
      happening = next.at;
      try {
        next.run(next.at);
      } finally {
        happening = outer;
      }
    }
  }

  function arm(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const next = events[0];
    if (mode.kind !== 'running' || next === undefined || stopped) return;
    const wait = (next.at - now()) / mode.scale;
    timer = setTimeout(
      () => {
        timer = null;
        happenUpTo(now());
        arm();
      },
      Math.max(1, Math.min(wait, LONGEST_TIMER_MS)),
    );
  }

  function run(scale: number): void {
    mode = { kind: 'running', from: now(), hostFrom: hostNow(), scale };
    happenUpTo(now());
    arm();
  }

  return {
    now,
    run,
    at(instant) {
      const limit = Math.min(instant, hostNow());
      happenUpTo(limit);
      mode = { kind: 'pinned', at: limit };
      arm();
    },
    settle() {
      happenUpTo(hostNow());
      mode = { kind: 'running', from: hostNow(), hostFrom: hostNow(), scale: 1 };
      arm();
    },
    schedule(at, action) {
      if (stopped) return;
      const index = events.findLastIndex((event) => event.at <= at) + 1;
      events.splice(index, 0, { at, run: action });
      if (happening !== null) return;
      if (mode.kind === 'pinned') happenUpTo(Math.min(mode.at + IMMEDIATE_MS, hostNow()));
      else arm();
    },
    pending: () => events.map((event) => event.at),
    stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
