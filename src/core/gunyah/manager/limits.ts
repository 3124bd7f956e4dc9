/** What the resource manager bounds. Source: gunyah 15. */
export interface RmLimits {
  /** Parcels that one VM may own. */
  readonly parcelsPerOwner: number;
  /** Regions of one parcel. */
  readonly regionsPerParcel: number;
}

export const RM_LIMITS: RmLimits = { parcelsPerOwner: 64, regionsPerParcel: 2 ** 20 };
