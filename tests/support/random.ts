// Numbers that are the same on every machine for one seed (Park and Miller), and changes to bytes made with them.

export type Random = { next(): number; below(limit: number): number };

export function seededRandom(seed: number): Random {
  let state = (seed % 2_147_483_646) + 1;
  const next = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return (state - 1) / 2_147_483_646;
  };
  return { next, below: (limit) => Math.floor(next() * limit) };
}

const TOKENS = [
  '\r\n',
  '\n',
  '--',
  '"',
  ';',
  'Content-Type: ',
  'boundary=',
  '\u0000',
  '0\u0080',
  '<',
  '>',
  '&#0;',
  ']]>',
  '=',
  '@',
  'From: ',
].map((text) => Buffer.from(text, 'latin1'));

/** One to three changes: bit, byte, cut, repeat, token put in, stretch moved. */
export function mutate(bytes: Uint8Array, random: Random): Buffer {
  let text = Buffer.from(bytes);
  for (let left = 1 + random.below(3); left > 0 && text.length > 0; left -= 1) text = change(text, random);
  return text;
}

function change(text: Buffer, random: Random): Buffer<ArrayBuffer> {
  const at = random.below(text.length);
  const length = Math.min(text.length - at, 1 + random.below(random.below(4) === 0 ? 2_000 : 40));
  switch (random.below(7)) {
    case 0: {
      const copy = Buffer.from(text);
      copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
      return copy;
    }
    case 1: {
      const copy = Buffer.from(text);
      copy[at] = random.below(256);
      return copy;
    }
    case 2:
      return Buffer.concat([text.subarray(0, at), text.subarray(at + length)]);
    case 3:
      return Buffer.concat([text.subarray(0, at + length), text.subarray(at, at + length), text.subarray(at + length)]);
    case 4:
      return Buffer.concat([text.subarray(0, at), TOKENS[random.below(TOKENS.length)] ?? Buffer.alloc(0), text.subarray(at)]);
    case 5: {
      const to = random.below(text.length);
      const cut = Buffer.concat([text.subarray(0, at), text.subarray(at + length)]);
      return Buffer.concat([cut.subarray(0, to), text.subarray(at, at + length), cut.subarray(to)]);
    }
    default:
      return Buffer.from(text.subarray(0, at));
  }
}
