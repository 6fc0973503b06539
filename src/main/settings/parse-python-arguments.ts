const variableOf: Record<string, string> = {
  host: 'PRINTER_AGENT_HOST',
  port: 'PRINTER_AGENT_PORT',
  token: 'PRINTER_AGENT_TOKEN',
};

/**
 * The Python agent's own options (`--host A --port=N --token "T"`), out of the command line that its service was started
 * with, as lines of an `.env`. What is no option of it is left alone.
 */
export function parsePythonArguments(commandLine: string): string {
  const words = [...commandLine.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  const lines: string[] = [];
  words.forEach((word, index) => {
    const [, name = '', attached] = /^--(host|port|token)(?:=(.*))?$/.exec(word) ?? [];
    const value = attached?.replace(/^"|"$/g, '') ?? words[index + 1] ?? '';
    // A variable of the service's environment stays a name here: its value is not known.
    if (name !== '' && value !== '' && !value.startsWith('--') && !/[%$]/.test(value)) {
      lines.push(`${variableOf[name]}='${value}'`);
    }
  });
  return lines.join('\n');
}
