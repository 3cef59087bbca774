// Run as a process of its own by the bench: hands the messages of a folder over with nodemailer alone, one after
// the other on one connection, as little as a program can do. Says seconds, CPU and memory as one line of JSON.
import { readFileSync } from 'node:fs';
import nodemailer from 'nodemailer';

type Task = {
  readonly host: string;
  readonly port: number;
  readonly root: string;
  readonly from: string;
  readonly user: string;
  readonly pass: string;
  readonly messages: readonly { readonly file: string; readonly to: readonly string[] }[];
};

const task = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Task;
const { host, port, root, from, user, pass } = task;
const transport = nodemailer.createTransport({
  pool: true,
  maxConnections: 1,
  maxMessages: Number.POSITIVE_INFINITY,
  host,
  port,
  secure: true,
  tls: { ca: root },
  auth: { user, pass },
});
const began = performance.now();
for (const { file, to } of task.messages) await transport.sendMail({ envelope: { from, to: [...to] }, raw: readFileSync(file) });
const seconds = (performance.now() - began) / 1_000;
transport.close();
const { user: userMicros, system } = process.cpuUsage();
const memory = Math.round(process.resourceUsage().maxRSS / 1_024);
process.stdout.write(`${JSON.stringify({ seconds, cpuSeconds: (userMicros + system) / 1e6, memory })}\n`);
