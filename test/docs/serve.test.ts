import { describe, expect, test } from 'vitest';
import { LINUX_ERRNOS } from '../../src/core/driver/errno.ts';
import { SERVE_LIMITS } from '../../src/node/serve/limits.ts';
import { SERVE_RULES, type ServeRule } from '../../src/node/serve/rules.ts';
import { CALLS, type CallName, REFUSAL } from '../../src/node/serve/wire/calls.ts';
import { encode, type Fields } from '../../src/node/serve/wire/fields.ts';
import { encodeFrame } from '../../src/node/serve/wire/frames.ts';
import { consoleExamples } from './console-examples.ts';
import { servedAsShown } from './served-as-shown.ts';
import { pageNamed } from './yaml-examples.ts';

const PAGE = pageNamed('serve.md');

/** The text of the only block of its kind. */
function block(kind: string): string {
  const [, text = ''] = new RegExp(`^\`\`\`${kind}\n(.*?)^\`\`\``, 'ms').exec(PAGE) ?? [];
  return text;
}

/** Fields as the page writes them. */
function told(fields: Fields): string {
  const each = fields.map(([name, kind]) => {
    if (typeof kind !== 'string') return `${name} [${told(kind)}]`;
    return name === '' ? kind : `${name} ${kind}`;
  });
  return each.length === 0 ? 'nothing' : each.join(', ');
}

describe('docs/serve.md', () => {
  test('describes every call, field by field', () => {
    const lines = Object.entries(CALLS).map(
      ([name, { verb, on, asks, answers }]) =>
        `${verb} ${name}, on ${on}\n  asks     ${told(asks)}\n  answers  ${told(answers)}\n`,
    );
    expect(block('calls')).toBe(lines.join(''));
    expect(block('refusal')).toBe(`${told(REFUSAL)}\n`);
  });

  test('shows frames as they are sent', () => {
    const frames = [...PAGE.matchAll(/^```frame (\w+) asks \{ (.*?) \}\n(.*?)^```/gms)];
    expect(frames.length).toBeGreaterThan(0);
    for (const [, name = '', fields = '', shown = ''] of frames) {
      const { verb, asks } = CALLS[name as CallName];
      const message = Object.fromEntries(
        fields.split(', ').map((field) => {
          const [key = '', value = ''] = field.split(': ');
          const kind = (asks as Fields).find(([each]) => each === key)?.[1];
          if (kind === 'token') return [key, value];
          return [key, kind === 'u64' ? BigInt(value) : Number(value)];
        }),
      );
      const frame = encodeFrame({ verb, cookie: 1, code: 0, message: encode(asks, message as never) });
      expect(Buffer.from(frame).toString('hex')).toBe(shown.replaceAll(/\s/g, ''));
    }
  });

  test('tells what must hold, rule by rule', () => {
    const rows = [...PAGE.matchAll(/^\| `(serve\/[\w-]+)` *\| (\w+) *\| (.*?) *\|$/gm)];
    const rules = Object.values<ServeRule>(SERVE_RULES);
    expect(rows.map(([, id, errno, text]) => [id, errno, text])).toEqual(
      rules.map(({ id, errno, what, fix, closes }) => [
        id,
        errno,
        `${what} ${fix}${closes ? ' The connection is closed.' : ''}`,
      ]),
    );
  });

  test('tells what becomes of statuses, and the limits', () => {
    const text = PAGE.replaceAll('\n', ' ');
    for (const [status, errno] of Object.entries(LINUX_ERRNOS.statuses))
      expect(text).toContain(`${status} ${errno}`);
    const { transactions, pages, connections, turn } = SERVE_LIMITS;
    expect(text).toContain(
      `A session may have ${transactions} transactions and ${pages.toLocaleString('en')} pages, a VM ${connections} connections.`,
    );
    expect(text).toContain(`${turn} frames of one connection`);
    expect(text).toContain(`${SERVE_LIMITS.messages} messages wait for clients of a VM`);
  });

  test('shows what is printed, and a module of programs that runs', async () => {
    const [{ command, shown } = { command: '', shown: '' }] = consoleExamples(PAGE);
    const [, module = ''] = /^```js\n(.*?)^```/ms.exec(PAGE) ?? [];
    expect(await servedAsShown(command, module)).toEqual({ shown, answer: 8n });
  });
});
