/** Drivers that a guest has when its kernel offers them. */

interface Driver {
  /** The option of the kernel's configuration: built in with `y`, a module with `m`. */
  readonly option: string;
  /** The module, which may need others. */
  readonly module: string;
  /** Without it there is nothing to do with a guest. */
  readonly needed: boolean;
}

const DRIVERS: readonly Driver[] = [
  { option: 'CONFIG_ARM_FFA_TRANSPORT', module: 'ffa-module', needed: true },
  { option: 'CONFIG_OPTEE', module: 'optee', needed: false },
  { option: 'CONFIG_HW_RANDOM_OPTEE', module: 'optee-rng', needed: false },
];

/** A module that is to be loaded. */
export interface WantedModule {
  readonly name: string;
  readonly needed: boolean;
}

/** The modules to load where nothing is known of how the kernel was configured. */
export const ALL_MODULES: readonly WantedModule[] = DRIVERS.map(({ module, needed }) => ({
  name: module,
  needed,
}));

/** The first option that a kernel cannot do without and does not have. */
export function missingOption(config: string): string | undefined {
  return DRIVERS.find(({ option, needed }) => needed && stateOf(config, option) === 'n')?.option;
}

/** The modules to load into a kernel of that configuration. */
export function wantedModules(config: string): readonly WantedModule[] {
  return DRIVERS.filter(({ option }) => stateOf(config, option) === 'm').map(({ module }) => ({
    name: module,
    needed: true,
  }));
}

function stateOf(config: string, option: string): 'y' | 'm' | 'n' {
  const [, value] = new RegExp(`^${option}=([ym])$`, 'm').exec(config) ?? [];
  return value === 'y' || value === 'm' ? value : 'n';
}
