/**
 * Stands in for `ajv` and `ajv-formats` in the desktop bundle (scripts/build-desktop.ts). electron-store's `conf` loads them
 * at each start, for the option `schema`, which this project does not use: zod checks what is read.
 */
export class Ajv2020 {
  constructor() {
    throw new Error('ajv is not in this bundle: check the value with zod.');
  }
}

// biome-ignore lint/style/noDefaultExport: what it stands in for has one.
export default function addFormats() {}
