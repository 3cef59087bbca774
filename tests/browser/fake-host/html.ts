// Invented HTML bodies: a plain newsletter, and one that paints our badge (THREATS SIG-26); and the pictures
// an invented core would have fetched for them.
import { crc32, deflateSync } from 'node:zlib';
import { remotePictures } from '#main/ingest/remote-pictures';
import type { RemotePictures } from '#shared/model/remote-pictures';

export function picturesOf(html: string): RemotePictures {
  const { seen, unseen } = remotePictures([html]);
  return { shown: seen.map((address, place) => ({ address, place })), missing: 0, unseen };
}

/** 560 by 90 pixels, green. */
export function bandPicture(): Buffer {
  const [width, height] = [560, 90];
  const chunk = (name: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from([0x14, 0x53, 0x2d]))]);
  const rows = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  return Buffer.concat([
    Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

export const NEWSLETTER_HTML = `<html><head><style>h1{color:#14532d;font-family:Georgia,serif} .k{background:#f0fdf4;padding:16px;border-radius:8px}</style></head><body>
<table width="600" cellpadding="12"><tr><td class="k"><h1>Novità di novembre</h1>
<p>Gentile cliente, ecco che cosa cambia da questo mese.</p>
<img src="https://traccia.fornitore.example/pixel.gif?id=4471" width="1" height="1" alt=""><img src="https://img.fornitore.example/testata.png" width="560" height="90" alt="Testata del fornitore">
<p><a href="https://fornitore.example/novita?utm=mail">Leggi tutto sul sito</a> oppure scrivi a <a href="mailto:info@fornitore.example">info@fornitore.example</a>.</p>
<p><a href="http://xn--fornitre-6ya.example/login">https://www.fornitore.example/area-clienti</a></p>
<ul><li>Orari di sportello</li><li>Nuovi moduli</li><li>Scadenze fiscali</li></ul></td></tr></table></body></html>`;

export const HOSTILE_HTML = `<div style="position:fixed;top:-300px;left:-500px;width:3000px;height:3000px;z-index:2147483647;background:#e7f3eb;color:#1a6b3c;font-size:30px">
<b>✔ Verificata</b> certificata da Gestore Uno S.p.A. <img src=x onerror="parent.document.title='owned'"></div>
<script>parent.document.title='owned'</script><a href="javascript:alert(1)">Perché</a>`;
