import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rasterPicture } from '#main/mime/raster-picture';

const bytes = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
const ascii = (text: string): string => Buffer.from(text, 'latin1').toString('hex');
const png = (width: string, height: string): Buffer =>
  bytes(`89504e470d0a1a0a 0000000d ${ascii('IHDR')} ${width} ${height} 0802000000 00000000`);
const APP0 = 'ffe0 0010 4a46494600010101004800480000';
const frame = (marker: string): string => `${marker} 0011 08 0190 0280 03 012200 021101 031101`;

describe('a picture by its own bytes', () => {
  test.each<[string, Buffer, ReturnType<typeof rasterPicture>]>([
    ['PNG', png('00000280', '00000190'), { type: 'image/png', width: 640, height: 400 }],
    ['GIF87a', bytes(`${ascii('GIF87a')} 8002 9001 f70000`), { type: 'image/gif', width: 640, height: 400 }],
    ['GIF89a', bytes(`${ascii('GIF89a')} 8002 9001 f70000`), { type: 'image/gif', width: 640, height: 400 }],
    ['JPEG, baseline', bytes(`ffd8 ${APP0} ${frame('ffc0')}`), { type: 'image/jpeg', width: 640, height: 400 }],
    ['JPEG, progressive, fill bytes', bytes(`ffd8 ${APP0} ffff${frame('ffc2')}`), { type: 'image/jpeg', width: 640, height: 400 }],
    ['JPEG, tables before the frame', bytes(`ffd8 ffc4 0003 00 ${frame('ffc1')}`), { type: 'image/jpeg', width: 640, height: 400 }],
    [
      'WebP, lossy',
      bytes(`${ascii('RIFF')} 1a000000 ${ascii('WEBPVP8 ')} 0e000000 300100 9d012a 8002 9001`),
      { type: 'image/webp', width: 640, height: 400 },
    ],
    [
      'WebP, lossless',
      bytes(`${ascii('RIFF')} 1a000000 ${ascii('WEBPVP8L')} 0e000000 2f 7fc26300 0000000000`),
      { type: 'image/webp', width: 640, height: 400 },
    ],
    [
      'WebP, extended',
      bytes(`${ascii('RIFF')} 1a000000 ${ascii('WEBPVP8X')} 0a000000 00000000 7f0200 8f0100`),
      { type: 'image/webp', width: 640, height: 400 },
    ],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>1</script></svg>'), null],
    ['HTML that calls itself GIF', Buffer.from('GIF89<script>alert(1)</script>'), null],
    ['nothing', Buffer.alloc(0), null],
    ['cut before the size', png('00000280', '00000190').subarray(0, 20), null],
    ['a side of nothing', png('00000000', '00000190'), null],
    ['20,000 × 10 pixels', png('00004e20', '0000000a'), null],
    ['10,000 × 10,000 pixels in 33 bytes', png('00002710', '00002710'), null],
    ['JPEG without a frame', bytes(`ffd8 ${APP0} ffd9`), null],
    ['JPEG whose segment has no length', bytes('ffd8 ffe0 0000 ffe0 0000 ffe0 0000'), null],
  ])('%s', (_name, input, then) => {
    expect(rasterPicture(input)).toEqual(then);
  });

  test('any bytes after any beginning give an answer', () => {
    const beginnings = [
      '',
      'ffd8ff',
      ascii('GIF89a'),
      ascii('RIFF\0\0\0\0WEBPVP8 '),
      ascii('RIFF\0\0\0\0WEBPVP8L'),
      '89504e470d0a1a0a0000000d49484452',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 80 }), (beginning, rest) => {
        const found = rasterPicture(Buffer.concat([bytes(beginning), rest]));
        expect(found === null || (found.width >= 1 && found.height >= 1 && found.width * found.height <= 64_000_000)).toBe(true);
      }),
      { numRuns: 2_000, seed: 7 },
    );
  });
});
