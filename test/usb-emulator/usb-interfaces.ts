import type { InterfaceDescription } from './descriptors.ts';
import type { DeviceHandle } from './device-handle.ts';
import { errno } from './kernel-numbers.ts';
import type { UsbCounters } from './usb-printer-options.ts';

interface InterfaceState {
  readonly description: InterfaceDescription;
  kernelDriver: string | null;
  owner: DeviceHandle | 'another program' | null;
  alternateSetting: number;
}

export interface InterfaceEvents {
  /** The `driver` link in sysfs is not right any more. */
  onDriverChange(interfaceNumber: number): void;
  /** Its pending transfers on this interface end. */
  onUnclaimed(handle: DeviceHandle, interfaceNumber: number): void;
}

/**
 * Who has which interface, as drivers/usb/core/devio.c of the kernel sees it: a claim binds the interface to the driver
 * `usbfs`. Methods give 0 or a positive errno.
 */
export class UsbInterfaces {
  readonly #states: Map<number, InterfaceState>;
  readonly #counters: UsbCounters;
  readonly #events: InterfaceEvents;

  constructor(descriptions: InterfaceDescription[], counters: UsbCounters, events: InterfaceEvents) {
    this.#states = new Map(
      descriptions.map((description) => {
        const { number, kernelDriver } = description;
        return [number, { description, kernelDriver, owner: null, alternateSetting: 0 }];
      }),
    );
    this.#counters = counters;
    this.#events = events;
  }

  get numbers(): number[] {
    return [...this.#states.keys()];
  }

  driverOf(number: number): string | null {
    const state = this.#states.get(number);
    return state === undefined ? null : boundDriver(state);
  }

  isClaimedByClient(number: number): boolean {
    return this.#states.get(number)?.owner instanceof Object;
  }

  alternateSettingOf(number: number): number {
    return this.#states.get(number)?.alternateSetting ?? 0;
  }

  setAlternate(number: number, setting: number): number {
    const state = this.#states.get(number);
    if (state?.description.alternates[setting] === undefined) return errno.EINVAL;
    state.alternateSetting = setting;
    return 0;
  }

  /** The interface that has this endpoint in its present alternate setting. */
  withEndpoint(address: number): number | undefined {
    return [...this.#states.values()].find((state) => endpointsOf(state).includes(address))?.description.number;
  }

  endpointsOf(number: number): number[] {
    const state = this.#states.get(number);
    return state === undefined ? [] : endpointsOf(state);
  }

  claim(handle: DeviceHandle, number: number): number {
    const state = this.#states.get(number);
    if (state === undefined) return errno.ENOENT;
    if (state.owner === handle) return 0;
    if (boundDriver(state) !== null) return errno.EBUSY;
    this.#counters.claims++;
    this.#bind(state, { owner: handle });
    return 0;
  }

  release(handle: DeviceHandle, number: number): number {
    const state = this.#states.get(number);
    if (state === undefined) return errno.ENOENT;
    if (state.owner !== handle) return errno.EINVAL;
    this.#counters.releases++;
    this.#bind(state, { owner: null });
    return 0;
  }

  /** The client's last descriptor is closed. The kernel's own driver does not come back by itself. */
  releaseAll(handle: DeviceHandle): void {
    for (const state of this.#states.values()) if (state.owner === handle) this.#bind(state, { owner: null });
  }

  /** Takes the interface away from whoever has it: the kernel asks nobody, not even another program. */
  detach(handle: DeviceHandle, number: number): number {
    const state = this.#states.get(number);
    if (state === undefined) return errno.EINVAL;
    if (boundDriver(state) === null) return errno.ENODATA;
    if (state.owner !== null && state.owner !== handle) this.#counters.stolenClaims++;
    if (state.owner === null) this.#counters.detaches++;
    this.#bind(state, { owner: null, kernelDriver: null });
    return 0;
  }

  /** Lets the kernel look for a driver; `bound` tells whether it found one. */
  attach(number: number): { error: number; bound: boolean } {
    const state = this.#states.get(number);
    if (state === undefined) return { error: errno.EINVAL, bound: false };
    if (boundDriver(state) !== null) return { error: errno.EBUSY, bound: false };
    const { kernelDriver } = state.description;
    if (kernelDriver !== null) this.#counters.attaches++;
    this.#bind(state, { kernelDriver });
    return { error: 0, bound: kernelDriver !== null };
  }

  /** After a reset usbfs is unbound (it has no pre_reset) and the kernel looks for its own drivers again. */
  rebindAll(): void {
    for (const state of this.#states.values()) {
      state.alternateSetting = 0;
      this.#bind(state, { owner: null, kernelDriver: state.description.kernelDriver });
    }
  }

  /** From outside: another program comes or goes, a kernel driver is bound. */
  give(number: number, driver: string | null): void {
    const state = this.#states.get(number);
    if (state === undefined) return;
    const owner = driver === 'usbfs' ? 'another program' : null;
    this.#bind(state, { owner, kernelDriver: owner === null ? driver : null });
  }

  #bind(state: InterfaceState, change: Partial<Pick<InterfaceState, 'owner' | 'kernelDriver'>>): void {
    const { owner, description } = state;
    Object.assign(state, change);
    if (owner instanceof Object && state.owner !== owner) this.#events.onUnclaimed(owner, description.number);
    this.#events.onDriverChange(description.number);
  }
}

function boundDriver({ owner, kernelDriver }: InterfaceState): string | null {
  return owner === null ? kernelDriver : 'usbfs';
}

function endpointsOf({ description, alternateSetting }: InterfaceState): number[] {
  return (description.alternates[alternateSetting]?.endpoints ?? []).map(({ address }) => address);
}
