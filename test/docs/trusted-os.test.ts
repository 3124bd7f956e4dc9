import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { uuidText } from '../../src/core/abi/uuid.ts';
import { LOAN_UUID } from '../../src/core/programs/loan.ts';
import { ECHO_FUNCTION, ECHO_UUID } from '../../src/core/programs/optee/apps/echo.ts';
import { TEE_LIMITS } from '../../src/core/programs/optee/limits.ts';

const PAGE = readFileSync('docs/trusted-os.md', 'utf8');

describe('docs/trusted-os.md', () => {
  test('tells of every function of echo', () => {
    const told = [...PAGE.matchAll(/^\| (\d) `([A-Z_]+)`/gm)].map(([, number, name]) => [
      name,
      Number(number),
    ]);
    expect(Object.fromEntries(told)).toEqual(ECHO_FUNCTION);
  });

  test('has the UUIDs and the limits that hold', () => {
    expect(PAGE).toContain(`echo        | \`${uuidText(ECHO_UUID)}\``);
    expect(PAGE).toContain(`Its UUID is \`${uuidText(LOAN_UUID)}\``);
    const { threads, sessions, objects, pagesPerObject } = TEE_LIMITS;
    const mib = (pagesPerObject * 4096) / 2 ** 20;
    expect(PAGE.replaceAll('\n', ' ')).toContain(
      `${threads} threads, ${sessions} sessions and ${objects} pieces of memory of up to ${mib} MiB`,
    );
  });
});
