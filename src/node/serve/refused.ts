import { ERRNO } from '../../core/abi/errno.ts';
import { statusName } from '../../core/abi/statuses.ts';
import type { FfaError } from '../../core/client/errors.ts';
import { errnoOf, LINUX_ERRNOS } from '../../core/driver/errno.ts';
import { ruleById } from '../../core/rules/registry.ts';
import type { ServeRule } from './rules.ts';

/** What a client is told instead of an answer. */
export class Refused {
  /** Of Linux, positive. */
  readonly errno: number;
  /** Of FF-A; zero where the manager was not asked. */
  readonly status: number;
  /** The name of the rule: one of the sockets', or of the manager's. Empty where a status comes without one. */
  readonly rule: string;
  readonly why: string;
  /** Nothing more is heard from the client. */
  readonly closes: boolean;

  private constructor(parts: Pick<Refused, 'errno' | 'status' | 'rule' | 'why' | 'closes'>) {
    this.errno = parts.errno;
    this.status = parts.status;
    this.rule = parts.rule;
    this.why = parts.why;
    this.closes = parts.closes;
  }

  /** By the sockets. `detail` says what exactly. */
  static by(rule: ServeRule, detail = ''): Refused {
    const { id, errno, what, closes = false } = rule;
    const why = detail === '' ? what : `${what} ${detail}`;
    return new Refused({ errno: ERRNO[errno], status: 0, rule: id, why, closes });
  }

  /** By the manager, or by whoever answered in its stead. `rule` is the id of the rule that was broken, where one was. */
  static byManager({ call, status }: FfaError, rule: string | undefined): Refused {
    const what = rule === undefined ? undefined : ruleById(rule)?.what;
    return new Refused({
      errno: ERRNO[errnoOf(LINUX_ERRNOS, status)],
      status,
      rule: rule ?? '',
      why: `${call}: ${statusName(status)}.${what === undefined ? '' : ` ${what}`}`,
      closes: false,
    });
  }
}
