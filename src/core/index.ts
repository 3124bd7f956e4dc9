/**
 * Tantalum as a library: machines of partitions that share memory, the manager that serves them, the rules it judges by, and the
 * bytes they exchange, and what has to hold of every such manager. Everything here runs in Node and in browsers.
 */

export {
  ATTRIBUTES_NORMAL,
  BOOT_FDT,
  BOOT_HOB_LIST,
  BOOT_OWN_TYPE,
  DATA_RO,
  DATA_RW,
  FLAG_ZERO,
  FLAG_ZERO_AFTER_RELINQUISH,
  INSTRUCTION_NX,
  INSTRUCTION_X,
  PROPERTY_DIRECT_RECEIVE,
  PROPERTY_DIRECT_SEND,
} from './abi/bits.ts';
export type { BootItem } from './abi/boot-blob.ts';
export type { BootEntry, BootInfo } from './abi/boot-info.ts';
export { convertTransaction } from './abi/convert-transaction.ts';
export { decodeTransaction } from './abi/decode-transaction.ts';
export { encodeTransaction } from './abi/encode-transaction.ts';
export { createFrame, errorStatus, type Frame, frameOf, isError, setW, setX, w, x } from './abi/frame.ts';
export { functionId, functionName } from './abi/functions.ts';
export { STATUS, type StatusName, statusName } from './abi/statuses.ts';
export type {
  Composite,
  Constituent,
  MemoryTransaction,
  Receiver,
  ReceiverOptions,
} from './abi/transaction.ts';
export { parseUuid, type UuidWords } from './abi/uuid.ts';
export {
  parseVersion,
  VERSION_1_0,
  VERSION_1_1,
  VERSION_1_2,
  VERSION_1_3,
  versionText,
} from './abi/versions.ts';
export type { ProgramOf } from './board/activity.ts';
export { Board, type SavedBoard } from './board/board.ts';
export type { Booted, BootOptions } from './board/boot.ts';
export { describeMachine, type MachineOptions, type PartitionOptions } from './board/describe-machine.ts';
export type { Hold } from './board/hold.ts';
export type { BootGift, MachineSpec, MemoryRegion, OwnedRegion, PartitionSpec } from './board/machine.ts';
export { MachineError } from './board/machine-error.ts';
export { type PageRun, pageReport } from './board/page-report.ts';
export type {
  AbortEvent,
  CallEvent,
  FaultEvent,
  FaultedPage,
  PageChange,
  Refusal,
  TraceEvent,
} from './board/trace.ts';
export { BootInfoError, FfaError, NotNowError, ProtocolError } from './client/errors.ts';
export type { Ffa } from './client/ffa.ts';
export type { Message } from './client/messages.ts';
export { DataAbort, type Program } from './client/port.ts';
export type { RetrieveOptions } from './client/retrieve.ts';
export type { SendOptions } from './client/send.ts';
export type { Case } from './conformance/case.ts';
export type { Cast } from './conformance/cast.ts';
export { accepted, type Body, equal, faults, refused, refusedEach, waits } from './conformance/checks.ts';
export { differencesOf } from './conformance/differences/registry.ts';
export type { Differences } from './conformance/differences.ts';
export { IN_PROCESS, InProcessMachine } from './conformance/in-process.ts';
export { can, offered, owns, sends } from './conformance/needs.ts';
export type { Party } from './conformance/party.ts';
export { drive, type Play } from './conformance/play.ts';
export { playSuite, type SuiteResult, type Verdict } from './conformance/play-suite.ts';
export { junit } from './conformance/reports/junit.ts';
export { type Problem, problemsOf } from './conformance/reports/problem.ts';
export { tap } from './conformance/reports/tap.ts';
export { CASES } from './conformance/suite.ts';
export type { Act as MachineAct, Machine, Reply, Target, TargetEndpoint } from './conformance/target.ts';
export { type InspectOptions, inspect } from './decode/inspect.ts';
export type { Inspection } from './decode/inspection.ts';
export type { ClientDriver } from './driver/bus.ts';
export type { Device } from './driver/device.ts';
export { KernelDriver } from './driver/kernel-driver.ts';
export type { DriverModel } from './driver/model.ts';
export { DRIVER_MODELS, driverNamed } from './driver/models/registry.ts';
export { DriverError, type Result } from './driver/result.ts';
export { type Segment, segmentsOf } from './driver/scatter.ts';
export { Ledger } from './memory/ledger.ts';
export { EXECUTE, READ, type Rights, rightsText, WRITE } from './memory/page-word.ts';
export { SparseMemory } from './memory/physical-memory.ts';
export { LOAN_UUID, loanProgram } from './programs/loan.ts';
export { OPTEE_UUID } from './programs/optee/abi.ts';
export type { RandomSource } from './programs/optee/apps/random.ts';
export type { TeeLimits } from './programs/optee/limits.ts';
export { type OpteeOptions, opteeProgram } from './programs/optee/optee.ts';
export { DEFAULT_LIMITS, type Limits } from './rules/limits.ts';
export { type Deviation, Policy, type Profile, SPEC } from './rules/profile.ts';
export { RULES, ruleById } from './rules/registry.ts';
export type { Rule } from './rules/rule.ts';
export type { NamedValues } from './saving/forms.ts';
export { stateBytes } from './saving/state-bytes.ts';
export { stateOfBytes, UnreadableState } from './saving/state-of-bytes.ts';
export type { Act } from './scenario/act.ts';
export { type RunEvent, type RunResult, runScenario } from './scenario/runner.ts';
export type { Expectation, Scenario, Step } from './scenario/scenario.ts';
export type { EndpointSpec } from './spmc/endpoint-spec.ts';
export { Spmc } from './spmc/spmc.ts';
