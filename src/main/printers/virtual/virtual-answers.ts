import type { VirtualFaults } from './virtual-device.ts';

/** The way back to the host. */
export interface Answers {
  /** `undefined`: nothing to say. */
  send(bytes: Uint8Array | undefined): void;
  /** Forgets the answer that comes late. */
  clear(): void;
}

export function createAnswers(options: {
  faults: Readonly<VirtualFaults>;
  oneWay: boolean;
  onAnswer: (bytes: Uint8Array) => void;
}): Answers {
  const { faults, oneWay, onAnswer } = options;
  let late: Uint8Array | undefined;

  return {
    send(bytes) {
      if (bytes === undefined || oneWay || faults.frozen || faults.unplugged || faults.mute) return;
      const due = faults.lateAnswers ? late : bytes;
      late = faults.lateAnswers ? bytes : undefined;
      if (due !== undefined) onAnswer(due);
    },
    clear() {
      late = undefined;
    },
  };
}
