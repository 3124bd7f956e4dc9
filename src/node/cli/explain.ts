import type { Command } from 'commander';
import { statusOfNumber } from '../../core/decode/log/status-number.ts';
import { ALL_PACKET_RULES } from '../../core/gunyah/rules/packet.ts';
import { RM_RULES, rmRuleById } from '../../core/gunyah/rules/registry.ts';
import { linuxErrno, rmErrorCode } from '../../core/gunyah/wire/errors.ts';
import { RULES, ruleById } from '../../core/rules/registry.ts';
import type { AnyRule } from '../../core/rules/rule.ts';
import type { Example } from '../../core/scenario/examples/example.ts';
import { exampleOf } from '../../core/scenario/examples/examples.ts';
import { isShown } from '../../core/scenario/examples/is-shown.ts';
import { scenarioOf } from '../../core/scenario/examples/world.ts';
import { type RunEvent, runScenario } from '../../core/scenario/runner.ts';
import { ruleAnswer, tracedRule } from '../../core/trace/rules.ts';
import { rulesLike } from '../machine/suggest.ts';
import { MANIFEST_RULES } from '../manifest/manifest-rules.ts';
import { nearest } from '../manifest/nearest.ts';
import { SERVE_RULES, type ServeRule } from '../serve/rules.ts';
import { CommandError } from './exit.ts';
import { footer } from './footer.ts';
import { eventJson } from './run-json.ts';
import { RunText } from './run-text.ts';
import { type Terminal, terminalOf } from './terminal.ts';
import { labelled } from './wrap.ts';

const LABEL = 8;
const SOCKET_RULES: readonly ServeRule[] = Object.values(SERVE_RULES);

/** `tantalum explain`: a rule, an example that breaks it and one that keeps it. */
export function define(command: Command): void {
  command
    .argument(
      '[rule]',
      'id of a rule, an area of rules such as send, or a status such as DENIED or -2 (default: list all rules)',
    )
    .option('--json', 'print JSON for programs')
    .addHelpText('after', footer(HELP))
    .action(explain);
}

/** What rules about calls, about files and of sockets have in common. */
type Told = Pick<AnyRule, 'id' | 'what' | 'fix'> & Partial<Pick<AnyRule, 'why' | 'source'>>;

const HELP = `
The examples are played on a small machine while you wait: what you see is what the manager does.

Examples:
  $ tantalum explain send/held
  $ tantalum explain send
  $ tantalum explain -2 | grep send/
  $ tantalum explain manifest/region-no-base
  $ tantalum explain rm-reclaim
  $ tantalum explain rm-reclaim/in-use
  $ tantalum explain serve/token
  $ tantalum explain | grep quota
  $ tantalum explain send/held --json

Exit codes: 0 the rule is known, 2 it is not.`;

/** Rules about what is sent while a machine runs. */
const ABOUT_CALLS: readonly Told[] = [...RULES, ...RM_RULES, ...ALL_PACKET_RULES];

function explain(id: string | undefined, { json }: { readonly json?: true }): void {
  const several = id === undefined ? ABOUT_CALLS : [...rulesOfArea(id), ...rulesAnswering(id)];
  const unplayed = unplayedRule(id ?? '');
  if (unplayed !== undefined) {
    const { rule: told, kind } = unplayed;
    const lines = textLines(told, kind, terminalOf(process.stdout, process.env));
    process.stdout.write(`${json ? JSON.stringify(told, null, 2) : lines.join('\n')}\n`);
    return;
  }
  if (several.length > 0) {
    listRules(several, json === true);
    return;
  }
  const rule = tracedRule(id ?? '');
  if (rule === undefined) throw unknown(id ?? '');
  const terminal = terminalOf(process.stdout, process.env);
  const text = json ? JSON.stringify(ruleJson(rule), null, 2) : ruleLines(rule, terminal).join('\n');
  process.stdout.write(`${text}\n`);
}

function rulesOfArea(area: string): readonly Told[] {
  return [...ABOUT_CALLS, ...MANIFEST_RULES, ...SOCKET_RULES].filter(({ id }) => id.startsWith(`${area}/`));
}

/** The rules of the partition manager that are answered with a status, by its name, its number, or the number that Linux makes of it. */
function rulesAnswering(status: string): readonly Told[] {
  const number = /^-\d{1,3}$|^0xf{7}[0-9a-f]$/i.test(status) ? Number(status) | 0 : 0;
  const name = statusOfNumber(number) ?? status.toUpperCase().replace(/^FFA_/, '');
  return RULES.filter((rule) => rule.status === name);
}

/** A rule about files or sockets: it is told, and no example of it is played. */
function unplayedRule(id: string): { readonly rule: Told; readonly kind: string } | undefined {
  const fileRule = MANIFEST_RULES.find((rule) => rule.id === id);
  if (fileRule !== undefined) return { rule: fileRule, kind: fileRule.severity };
  const socketRule = SOCKET_RULES.find((rule) => rule.id === id);
  return socketRule && { rule: socketRule, kind: socketKind(socketRule) };
}

function socketKind({ errno, closes }: ServeRule): string {
  const end = closes === true ? ', and the connection is closed' : '';
  return `${errno} on a device socket, without the manager's word${end} (docs/serve.md)`;
}

function unknown(id: string): CommandError {
  const ofSockets = nearest(
    id,
    SOCKET_RULES.map((rule) => rule.id),
  );
  const similar = ofSockets === undefined ? rulesLike(id) : [ofSockets];
  const hint =
    similar.length === 0
      ? 'Run tantalum explain to list all rules.'
      : `Did you mean ${similar.join(', ')}? Run tantalum explain to list all rules.`;
  return new CommandError(`there is no rule ${id}`, hint);
}

/** A line a rule where programs read; wrapped on a terminal. */
function listRules(rules: readonly Told[], json: boolean): void {
  const width = rules.reduce((most, { id }) => Math.max(most, id.length), 0) + 2;
  const { COLUMNS } = process.env;
  const wraps = process.stdout.isTTY || COLUMNS !== undefined;
  const columns = wraps ? terminalOf(process.stdout, process.env).width : Number.POSITIVE_INFINITY;
  const text = json
    ? JSON.stringify(rules, null, 2)
    : rules.flatMap(({ id, what }) => labelled(id, what, width, columns)).join('\n');
  process.stdout.write(`${text}\n`);
}

function textLines({ id, what, why, fix, source }: Told, kind: string, { width, paint }: Terminal): string[] {
  const row = (label: string, text: string) => labelled(label, text, LABEL, width);
  return [
    `${paint('heading', id)}: ${kind}`,
    ...row('must', what),
    ...(why === undefined ? [] : row('why', why)),
    ...row('fix', fix),
    ...(source === undefined ? [] : row('source', `${source} (docs/sources.md)`)),
  ];
}

function ruleLines(rule: AnyRule, terminal: Terminal): string[] {
  const optional = 'Only profiles that ask for it have this rule.';
  return [
    ...textLines(rule, ruleAnswer(rule), terminal),
    ...(ruleById(rule.id)?.optional === true ? labelled('note', optional, LABEL, terminal.width) : []),
    '',
    terminal.paint('heading', 'broken'),
    ...playLines(rule, 'broken', terminal),
    '',
    terminal.paint('heading', 'kept'),
    ...playLines(rule, 'kept', terminal),
  ];
}

/** The steps of an example that matter, as they are played. */
function playLines({ id }: AnyRule, way: 'broken' | 'kept', terminal: Terminal): string[] {
  const example = playedOf(id);
  const scenario = scenarioOf(example, way);
  const placeOf = () => `the example of ${id}`;
  const text = new RunText(scenario, terminal, { placeOf, calls: true, told: id });
  const lines: string[] = [];
  let shown = false;
  runScenario(scenario, (event) => {
    if (event.kind === 'step') shown = isShown(example, event.index, event.step);
    if (shown) lines.push(...text.lines(event));
  });
  return lines;
}

function ruleJson(rule: AnyRule): object {
  const play = (way: 'broken' | 'kept') => {
    const events: RunEvent[] = [];
    runScenario(scenarioOf(playedOf(rule.id), way), (event) => events.push(event));
    return events.map((event) => eventJson(event));
  };
  return { ...rule, ...rmNumbers(rule), broken: play('broken'), kept: play('kept') };
}

function playedOf(id: string): Example {
  const example = exampleOf(id);
  if (example === undefined) throw new TypeError(`no example of ${id}`);
  return example;
}

/** Of a rule of the resource manager its code, and what Linux makes of it. */
function rmNumbers({ id }: AnyRule): object {
  const error = rmRuleById(id)?.error;
  if (error === undefined) return {};
  const code = rmErrorCode(error);
  return { code, errno: linuxErrno(code) };
}
