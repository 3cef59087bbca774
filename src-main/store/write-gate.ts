// Two connections of one process to one profile: this thread's, and that of a writer thread. One writes
// at a time, by a lock in shared memory (the busy wait of SQLite polls, and is not fair), and what the
// other committed is known here before it can be seen. Words: lock, commit under way, commits, wanted.

export type WriteGate = {
  /** Before a transaction reads: waits out a commit of the other thread and takes in what it changed. */
  settle(): void;
  /** The other thread writes no more until `leave`. */
  enter(): void;
  leave(): void;
  /** False when the other thread may have committed since `settle`. */
  undisturbed(): boolean;
};

export type GateWords = Int32Array<SharedArrayBuffer>;

const LOCK = 0;
const COMMITTING = 1;
const COMMITS = 2;
const WANTED = 3;
const WORDS = 4;

const FREE = 0;
const THEIRS = 1;
const OURS = 2;
/** A notification is never lost, but a wait without an end would be a hang if one were. */
const LONGEST_WAIT_MS = 200;

export function createGateWords(): GateWords {
  return new Int32Array(new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT));
}

/** The side of the thread that reads and writes beside the writer. `takeIn` learns what was committed there. */
export function createWriteGate(words: GateWords, takeIn: () => void): WriteGate {
  let seen = 0;

  function settle(): void {
    while (Atomics.load(words, COMMITTING) === 1) Atomics.wait(words, COMMITTING, 1, LONGEST_WAIT_MS);
    const commits = Atomics.load(words, COMMITS);
    if (commits === seen) return;
    seen = commits;
    takeIn();
  }

  return {
    settle,
    enter() {
      Atomics.store(words, WANTED, 1);
      while (Atomics.compareExchange(words, LOCK, FREE, OURS) !== FREE) Atomics.wait(words, LOCK, THEIRS, LONGEST_WAIT_MS);
      Atomics.store(words, WANTED, 0);
      settle();
    },
    leave() {
      Atomics.store(words, LOCK, FREE);
      Atomics.notify(words, LOCK);
    },
    undisturbed: () => Atomics.load(words, COMMITTING) === 0 && Atomics.load(words, COMMITS) === seen,
  };
}

/** The side of the writer thread: `work` writes, and calls `committing` as the last thing before it commits; `told` hands over what changed. */
export function writeBehindGate<T>(words: GateWords, work: (committing: () => void) => T, told: (result: T) => void): void {
  // Whoever waits on the other side goes first: there a person waits.
  while (Atomics.load(words, WANTED) === 1 || Atomics.compareExchange(words, LOCK, FREE, THEIRS) !== FREE)
    Atomics.wait(words, LOCK, Atomics.load(words, LOCK), 5);
  try {
    told(work(() => Atomics.store(words, COMMITTING, 1)));
    Atomics.add(words, COMMITS, 1);
  } finally {
    Atomics.store(words, COMMITTING, 0);
    Atomics.notify(words, COMMITTING);
    Atomics.store(words, LOCK, FREE);
    Atomics.notify(words, LOCK);
  }
}
