import { styleText } from 'node:util';

/** What a piece of text is, which decides its colour. */
type Role = 'good' | 'bad' | 'heading' | 'aside';

/** Where text goes: how wide it is, and how it is coloured. */
export interface Terminal {
  /** Columns. */
  readonly width: number;
  paint(role: Role, text: string): string;
}

const FORMATS: Readonly<Record<Role, Parameters<typeof styleText>[0]>> = {
  good: 'green',
  bad: 'red',
  heading: 'bold',
  aside: 'dim',
};

const DEFAULT_WIDTH = 80;
/** On a narrower terminal bytes and fields do not fit side by side, and it breaks the lines itself. */
const LEAST_WIDTH = 60;

/** What is known of a stream: colours only on a terminal, and not where NO_COLOR asks for none. */
export function terminalOf(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  environment: NodeJS.ProcessEnv,
): Terminal {
  const { NO_COLOR = '', TERM, COLUMNS } = environment;
  const coloured = stream.isTTY === true && NO_COLOR === '' && TERM !== 'dumb';
  const width = stream.columns ?? (Number(COLUMNS) || DEFAULT_WIDTH);
  return {
    width: Math.max(width, LEAST_WIDTH),
    paint: (role, text) =>
      coloured && text !== '' ? styleText(FORMATS[role], text, { validateStream: false }) : text,
  };
}
