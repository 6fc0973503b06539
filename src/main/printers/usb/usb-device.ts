/**
 * The parts of npm usb 3.1.0 that the driver uses. Written here because its own types say too little: they lack the
 * time-outs that exist at run time, and only usb-connector.ts may import the package.
 */

export interface UsbEndpointInfo {
  endpointNumber: number;
  direction: 'in' | 'out';
  type: string;
  packetSize: number;
}

export interface UsbAlternateInfo {
  alternateSetting: number;
  interfaceClass: number;
  interfaceSubclass: number;
  interfaceProtocol: number;
  endpoints: readonly UsbEndpointInfo[];
}

export interface UsbInterfaceInfo {
  interfaceNumber: number;
  alternates: readonly UsbAlternateInfo[];
}

export interface UsbControlSetup {
  requestType: 'standard' | 'class' | 'vendor';
  recipient: 'device' | 'interface' | 'endpoint' | 'other';
  request: number;
  value: number;
  index: number;
}

export interface UsbDeviceHandle {
  readonly vendorId: number;
  readonly productId: number;
  readonly manufacturerName: string | null;
  readonly productName: string | null;
  readonly serialNumber: string | null;
  /** On Linux `001`. */
  readonly bus: string;
  readonly address: number;
  readonly ports: readonly number[];
  readonly configuration: { interfaces: readonly UsbInterfaceInfo[] } | undefined;
  open(): Promise<void>;
  close(): Promise<void>;
  reset(): Promise<void>;
  claimInterface(interfaceNumber: number): Promise<void>;
  /** Throws synchronously while a transfer is pending. */
  releaseInterface(interfaceNumber: number): Promise<void>;
  selectAlternateInterface(interfaceNumber: number, alternateSetting: number): Promise<void>;
  transferOut(endpoint: number, data: Uint8Array, timeoutMs: number): Promise<{ bytesWritten: number }>;
  transferIn(endpoint: number, length: number, timeoutMs: number): Promise<{ data?: DataView }>;
  controlTransferIn(setup: UsbControlSetup, length: number, timeoutMs: number): Promise<{ data?: DataView }>;
  controlTransferOut(setup: UsbControlSetup, data: Uint8Array, timeoutMs: number): Promise<unknown>;
  clearHalt(direction: 'in' | 'out', endpoint: number): Promise<void>;
  detachKernelDriver(interfaceNumber: number): Promise<void>;
  attachKernelDriver(interfaceNumber: number): Promise<void>;
}

/** What npm usb's `usb` object offers. Its `addEventListener` is left out: it crashes the process without /sys/bus/usb. */
export interface UsbLibrary {
  getDevices(): Promise<UsbDeviceHandle[]>;
}

/** Which printer: whatever is given must fit; nothing given means the first printer found. */
export interface UsbTarget {
  vendorId?: number;
  productId?: number;
  serial?: string;
  /** Bus and port path as Linux writes them: `1-1.4`. */
  port?: string;
}

export const hex4 = (value: number): string => value.toString(16).padStart(4, '0');

/** `usb`, `usb:0471:0055`, `usb:0471:0055:SERIAL`, `usb:0471:0055@1-1.4`. */
export function formatUsbTarget({ vendorId, productId, serial, port }: UsbTarget): string {
  const ids = vendorId === undefined || productId === undefined ? '' : `:${hex4(vendorId)}:${hex4(productId)}`;
  return `usb${ids}${serial === undefined ? '' : `:${serial}`}${port === undefined ? '' : `@${port}`}`;
}
