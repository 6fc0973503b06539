/** pino-roll 4.0.0 ships no types; this is what the agent uses of it. */
declare module 'pino-roll' {
  import type { SonicBoom } from 'sonic-boom';

  export default function build(options: {
    /** Absolute path without the number and extension that are added. */
    file: string;
    extension?: string;
    /** `5m`: five megabytes. */
    size?: string;
    limit?: { count: number };
    mkdir?: boolean;
    /** Bytes gathered before a write. */
    minLength?: number;
    /** Milliseconds after which what was gathered is written all the same. */
    periodicFlush?: number;
  }): Promise<SonicBoom>;
}
