// A plain message with attachments, for tests of what is read from them.
export type TestFile = { readonly name: string; readonly type?: string; readonly bytes: Uint8Array | string };

export type TestMail = {
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly date?: string;
  readonly id?: string;
  readonly body?: string;
  readonly files?: readonly TestFile[];
};

export function mailWithFiles(mail: TestMail): Buffer {
  const parts = (mail.files ?? []).map(
    ({ name, type = 'application/octet-stream', bytes }) =>
      `--edge\r\nContent-Type: ${type}; name="${name}"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="${name}"\r\n\r\n${Buffer.from(bytes).toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`,
  );
  return Buffer.from(
    [
      `From: ${mail.from ?? 'Mario Rossi <mario.rossi@pec.example>'}`,
      `To: ${mail.to ?? 'ufficio@pec.example'}`,
      `Subject: ${mail.subject ?? 'prova'}`,
      `Date: ${mail.date ?? 'Fri, 20 Nov 2026 10:00:00 +0100'}`,
      `Message-ID: ${mail.id ?? '<prova@pec.example>'}`,
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="edge"',
      '',
      '--edge\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n',
      mail.body ?? 'Testo.',
      `${parts.join('')}--edge--`,
      '',
    ].join('\r\n'),
  );
}
