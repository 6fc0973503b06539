/** The program that a service starts. */
export interface ServiceProgram {
  /** Program and arguments that run the agent without a window. */
  command: readonly string[];
  /** The text of the udev rule that ships with it. */
  udevRule: string;
}
