import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { byteText, hexText } from '../../core/abi/hex.ts';
import { meets, type Range } from '../model/range.ts';
import { hexKey } from './hex-keys.ts';
import { useWidth } from './use-width.ts';

interface HexViewProps {
  /** Begins the ids of its bytes, where a page has several dumps. */
  readonly name?: string;
  readonly bytes: Uint8Array;
  /** Bytes of which something is wrong. */
  readonly marks: readonly Range[];
  readonly selected: Range | undefined;
  readonly hovered: Range | undefined;
  readonly cursor: number;
  readonly onHover: (offset: number | undefined) => void;
  readonly onSelect: (offset: number) => void;
  /** Hears hex digits that are typed, where the bytes may be changed. */
  readonly onDigit?: (digit: number) => void;
}

/** Pixels, as the style sheet has them. */
const ROW_HEIGHT = 22;
const WIDE = 430;
/** Rows drawn beyond both ends of what is seen. */
const MARGIN = 8;

/**
 * Bytes in hex, of which only those in sight are drawn: a dump of megabytes scrolls like a short one. A grid whose rows come and go is
 * no table of HTML, so it says itself what its parts are.
 */
export function HexView(props: HexViewProps): JSX.Element {
  const { name = 'byte', bytes, selected, cursor, onHover, onSelect, onDigit } = props;
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const width = useWidth(box);
  const columns = width !== 0 && width < WIDE ? 8 : 16;
  const rows = Math.ceil(bytes.length / columns);
  const height = box.current?.clientHeight ?? 400;
  const first = Math.max(0, Math.floor(top / ROW_HEIGHT) - MARGIN);
  const last = Math.min(rows, Math.ceil((top + height) / ROW_HEIGHT) + MARGIN);

  useEffect(() => {
    if (selected !== undefined) reveal(box.current, Math.floor(cursor / columns) * ROW_HEIGHT);
  }, [selected, cursor, columns]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (onDigit !== undefined && isDigit(event)) {
      event.preventDefault();
      onDigit(Number.parseInt(event.key, 16));
      return;
    }
    const to = hexKey(event.key, cursor, { columns, length: bytes.length });
    if (to === undefined) return;
    event.preventDefault();
    onSelect(to);
  };

  return (
    <div
      ref={box}
      class="hex"
      role="grid"
      tabIndex={0}
      aria-label="Bytes"
      aria-readonly={onDigit === undefined}
      aria-rowcount={rows}
      aria-colcount={columns}
      aria-activedescendant={bytes.length === 0 ? undefined : `${name}-${cursor}`}
      onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}
      onKeyDown={onKeyDown}
      onMouseLeave={() => onHover(undefined)}
    >
      <div class="hex-all" role="presentation" style={{ height: `${rows * ROW_HEIGHT}px` }}>
        {Array.from({ length: Math.max(0, last - first) }, (_, index) => (
          <HexRow key={first + index} row={first + index} columns={columns} {...props} />
        ))}
      </div>
    </div>
  );
}

type HexRowProps = HexViewProps & { readonly row: number; readonly columns: number };

function HexRow({ row, columns, ...props }: HexRowProps): JSX.Element {
  const { name = 'byte', bytes, onHover, onSelect } = props;
  const start = row * columns;
  const end = Math.min(start + columns, bytes.length);
  const offsets = Array.from({ length: end - start }, (_, index) => start + index);
  return (
    <div class="hex-row" role="row" aria-rowindex={row + 1} style={{ top: `${row * ROW_HEIGHT}px` }}>
      <span class="offset" role="rowheader">
        {hexText(start, 4).slice(2)}
      </span>
      {offsets.map((offset) => (
        <span
          key={offset}
          id={`${name}-${offset}`}
          class={byteClass(offset, props)}
          role="gridcell"
          tabIndex={-1}
          aria-colindex={(offset % columns) + 1}
          onMouseEnter={() => onHover(offset)}
          onClick={() => onSelect(offset)}
        >
          {byteText(bytes[offset] ?? 0)}
        </span>
      ))}
    </div>
  );
}

function byteClass(offset: number, { marks, selected, hovered, cursor }: HexViewProps): string {
  const byte = { offset, length: 1 };
  const names = ['byte'];
  if (marks.some((mark) => meets(mark, byte))) names.push('broken');
  if (meets(selected, byte)) names.push('selected');
  if (meets(hovered, byte)) names.push('hovered');
  if (offset === cursor) names.push('cursor');
  return names.join(' ');
}

function isDigit({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return /^[0-9a-f]$/i.test(key) && !ctrlKey && !metaKey && !altKey;
}

/** Scrolls a box, and nothing around it, until a line is in sight. */
function reveal(box: HTMLElement | null, at: number): void {
  if (box === null) return;
  if (at < box.scrollTop) box.scrollTop = at;
  else if (at + ROW_HEIGHT > box.scrollTop + box.clientHeight)
    box.scrollTop = at + ROW_HEIGHT * 2 - box.clientHeight;
}
