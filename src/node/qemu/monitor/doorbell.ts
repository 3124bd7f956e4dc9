import { cmpImmediate, load, lsl, movz, orr, ubfx } from '../asm/arithmetic.ts';
import { b, bIf, cbnz, cbz, ret, tbnz } from '../asm/branches.ts';
import { at, ldr } from '../asm/memory.ts';
import { sp, w, x } from '../asm/operands.ts';
import { label, type Program } from '../asm/program.ts';
import { isb, mrs, msr } from '../asm/system.ts';
import { WAKE_INTERRUPT } from './control-values.ts';
import { FRAME } from './mailbox.ts';
import { DOORBELL } from './virt-map.ts';

const UART = { DR: 0x00, FR: 0x18 } as const;
const UART_RECEIVE_EMPTY_BIT = 4;
/** Interrupt ids from here on mean that there is none. */
const NO_INTERRUPT = 1020;
/** Where ICC_SGI0R_EL1 has the number of the interrupt. */
const SGI_NUMBER_SHIFT = 24;

/**
 * Takes what came from the host: numbers of processors that have something to look at. Only processor 0 is interrupted by the doorbell; it
 * wakes the others with an interrupt, which they acknowledge here. Uses x2 to x6.
 */
export function drainDoorbell(): Program {
  const [uart, whom, targets] = [x(2), x(4), x(5)];
  return [
    label('drain_doorbell'),
    ldr(x(2), at(sp, FRAME.CPU)),
    cbnz(x(2), 'acknowledge'),
    ...load(uart, DOORBELL),
    label('next_byte'),
    ldr(w(3), at(uart, UART.FR)),
    tbnz(w(3), UART_RECEIVE_EMPTY_BIT, 'drained'),
    ldr(w(4), at(uart, UART.DR)),
    ubfx(whom, whom, 0, 8),
    cbz(whom, 'next_byte'),
    movz(targets, 1),
    lsl(targets, targets, whom),
    ...load(x(6), WAKE_INTERRUPT * 2 ** SGI_NUMBER_SHIFT),
    orr(targets, targets, x(6)),
    msr('ICC_SGI0R_EL1', targets),
    isb,
    b('next_byte'),
    label('acknowledge'),
    mrs(x(3), 'ICC_IAR0_EL1'),
    cmpImmediate(x(3), NO_INTERRUPT),
    bIf('hs', 'drained'),
    msr('ICC_EOIR0_EL1', x(3)),
    isb,
    label('drained'),
    ret,
  ];
}
