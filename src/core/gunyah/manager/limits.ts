/** What the resource manager bounds. Source: gunyah 15. */
export interface RmLimits {
  /** Parcels that one VM may own. */
  readonly parcelsPerOwner: number;
  /** Regions of one parcel. */
  readonly regionsPerParcel: number;
  /** Receivers of all parcels together. */
  readonly receivers: number;
  /** Regions of all parcels together, as their owners list them. */
  readonly regions: number;
}

export const RM_LIMITS: RmLimits = {
  parcelsPerOwner: 64,
  regionsPerParcel: 2 ** 20,
  receivers: 4096,
  regions: 2 ** 17,
};
