// LEGGIMI.txt and README.txt: what the bundle is, what it lacks, and the exact commands to check it
// (EVIDENCE §6). Commands stand between ```sh and ``` lines.
import { textFor, type Language } from '#shared/text/catalogue';
import { gapSentence } from '#shared/text/gap-words';
import { INSTALLATION, INTEGRITY, logCommands, messageCommands, PREPARE, TIMESTAMP, type CheckPlan } from './check-commands.ts';
import type { Gap } from './gaps.ts';

export type Instructions = {
  readonly bundleId: string;
  readonly asOf: string;
  readonly policy: string;
  readonly program: string;
  /** Asked for as often as it is told. */
  messages(): Iterable<{ readonly path: string; readonly role: string; readonly passed: boolean }>;
  readonly gaps: readonly Gap[];
  readonly plan: CheckPlan;
};

/** Beyond this the commands of single messages stand in verifica.sh alone. */
const MOST_SPELT_OUT = 40;

/** Piece by piece: there may be thousands of messages. */
export function* instructions(language: Language, facts: Instructions): Generator<string> {
  for (const line of linesOf(language, facts)) yield `${line}\n`;
}

function* linesOf(language: Language, facts: Instructions): Generator<string> {
  const text = textFor(language);
  const { readme, roles, limits } = text.evidence;
  const { plan, gaps } = facts;
  yield* [
    readme.title,
    '',
    ...readme.what,
    '',
    ...readme.facts(facts.bundleId, facts.asOf, facts.policy, facts.program),
    ...heading(readme.files),
  ];
  for (const { path, role } of facts.messages()) yield `${path}  ${roles[role] ?? role}`;
  yield* heading(readme.gaps);
  if (gaps.length === 0) yield readme.noGaps;
  for (const gap of gaps) yield `- ${gapSentence(text, gap).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?')}`;
  yield* [
    ...heading(readme.prepare),
    ...fenced(PREPARE),
    ...heading(readme.integrity),
    ...fenced(INTEGRITY),
    readme.integrityNote,
    ...heading(readme.timestamp),
    ...fenced(['if [ -f attest/root.tsr ]; then', ...TIMESTAMP, 'fi']),
    readme.timestampNote,
    ...heading(readme.installation),
    ...fenced(['if [ -f attest/root.sig ]; then', ...INSTALLATION, 'fi']),
    readme.installationNote,
    ...heading(readme.messages),
    ...messageLines(readme, plan),
  ];
  yield* heading(readme.log);
  if (plan.log === null) yield readme.noLog;
  else
    yield* [
      ...fenced(logCommands(plan.log, plan.chain)),
      ...readme.logNote(plan.log.anchors.length + plan.log.stamps.length > 0, plan.log.older),
    ];
  let told = false;
  for (const { path, role, passed } of facts.messages()) {
    if (passed || role === 'inviato') continue;
    if (!told) yield* ['', readme.notPassed];
    told = true;
    yield path;
  }
  yield* [...heading(readme.limits), ...limits.map((limit) => `- ${limit}`)];
}

function messageLines(readme: ReturnType<typeof textFor>['evidence']['readme'], { messages, chain }: CheckPlan): readonly string[] {
  if (messages.length === 0) return [readme.noMessages];
  if (messages.length > MOST_SPELT_OUT) return [readme.manyMessages(messages.length), '', ...readme.messagesNote];
  return [...messages.flatMap((message) => [message.path, ...fenced(messageCommands(message, chain)), '']), ...readme.messagesNote];
}

function heading(text: string): readonly string[] {
  return ['', text, ''];
}

function fenced(commands: readonly string[]): readonly string[] {
  return ['```sh', ...commands, '```'];
}
