export interface AliveWatchOptions {
  /** Whether the peer's host is alive. A rejection counts as no. */
  probe: () => Promise<boolean>;
  onDead: () => void;
  /** Silence before the first probe, and between two that were answered. */
  stallProbeAfterMs: number;
  /** From the start of an unanswered probe to the next. */
  probeRetryMs: number;
  /** Unanswered probes in a row that mean death. */
  deadAfterProbes: number;
  /** Monotonic milliseconds. */
  now?: () => number;
}

export interface AliveWatch {
  /** The peer gave a sign of life, or is being asked for one only now. */
  moved(): void;
  /** Whether somebody waits for the peer now; without that there is no probing. */
  setWaiting(waiting: boolean): void;
  stop(): void;
}

/**
 * Tells a stalled peer from a dead one. TCP cannot say it in time: with unacknowledged bytes keepalive is silent and
 * the kernel gives up after about 15 minutes (tcp_retries2). With the defaults death is found 13 to 17 s after the
 * last movement.
 */
export function createAliveWatch(options: AliveWatchOptions): AliveWatch {
  const { probe, onDead, stallProbeAfterMs, probeRetryMs, deadAfterProbes, now = () => performance.now() } = options;
  let dueAt = now() + stallProbeAfterMs;
  let movements = 0;
  let failures = 0;
  let waiting = false;
  let probing = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  function schedule(): void {
    clearTimeout(timer);
    timer = undefined;
    if (stopped || !waiting || probing) return;
    timer = setTimeout(onDue, Math.max(1, dueAt - now()));
  }

  function onDue(): void {
    timer = undefined;
    // Movement only shifts `dueAt`: no timer is touched for each piece written.
    if (now() < dueAt) schedule();
    else void runProbe();
  }

  async function runProbe(): Promise<void> {
    probing = true;
    const startedAt = now();
    const movementsBefore = movements;
    const alive = await probe().catch(() => false);
    probing = false;
    if (stopped) return;
    if (movements === movementsBefore) {
      failures = alive ? 0 : failures + 1;
      if (failures >= deadAfterProbes) {
        stopped = true;
        onDead();
        return;
      }
      dueAt = alive ? now() + stallProbeAfterMs : startedAt + probeRetryMs;
    }
    schedule();
  }

  return {
    moved() {
      movements++;
      failures = 0;
      dueAt = now() + stallProbeAfterMs;
    },
    setWaiting(value) {
      if (waiting === value) return;
      waiting = value;
      schedule();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
