export interface SystemdUnitOptions {
  /** The program with its arguments, as one line of systemd's. */
  command: string;
}

/** The program of the .deb, in Chromium's own way of having no screen; no sandbox is needed where no page is shown. */
export const packagedCommand =
  '/opt/smartpos-agent/smartpos-agent --service --ozone-platform=headless --no-sandbox --disable-gpu --data-dir %S/smartpos-agent';

/** Quotes a program or an argument for an `Exec…=` line (man systemd.service, "Command lines"). */
export function quoteForSystemd(word: string): string {
  const escaped = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /^[\w./:=@%$+,-]+$/.test(escaped) ? escaped : `"${escaped.replace(/["\\]/g, '\\$&')}"`;
}

/** The system service: starts with the machine, before anybody logs in, as a user of its own that can use printers alone. */
export function systemdUnit({ command }: SystemdUnitOptions): string {
  return `# SmartPOS Agent without a window, from boot on: for tills and print boxes where nobody logs in.
# Put in place, and taken away, by \`smartpos-agent service install\` and \`remove\`.
[Unit]
Description=SmartPOS Agent, print agent for a point of sale
After=network.target
# It is started again for ever: a till must print when whatever was wrong is right again.
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${command}
# PRINTER_AGENT_HOST=0.0.0.0, PRINTER_AGENT_PORT, PRINTER_AGENT_TOKEN, …: the Python agent's names. Mode 0600, it holds a secret.
EnvironmentFile=-/etc/smartpos-agent/agent.env
Environment=HOME=%S/smartpos-agent
Restart=always
RestartSec=2
# The agent finishes the bytes of the current job, at most 5 s.
TimeoutStopSec=10
KillMode=mixed

# A user of its own that exists while the service runs; \`lp\` is who may use printers (see the udev rule).
DynamicUser=yes
SupplementaryGroups=lp
StateDirectory=smartpos-agent
StateDirectoryMode=0700
UMask=0077

CapabilityBoundingSet=
AmbientCapabilities=
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
ProtectProc=invisible
ProcSubset=pid
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
# AF_NETLINK: the list of network interfaces, and USB's.
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
# Printers and nothing else. Not MemoryDenyWriteExecute: V8 writes the code that it runs.
DevicePolicy=closed
DeviceAllow=char-usb_device rw
DeviceAllow=char-usb rw

[Install]
WantedBy=multi-user.target
`;
}

/** /etc/smartpos-agent/agent.env of a first installation: everything is said and nothing is set. */
export const environmentFileText = `# Réglages du service SmartPOS Agent ; après un changement : systemctl restart smartpos-agent
# Ce qui est écrit ici l'emporte sur settings.json. Fichier lisible par root seul : il peut contenir le jeton.
#PRINTER_AGENT_HOST=0.0.0.0
#PRINTER_AGENT_PORT=8080
#PRINTER_AGENT_TOKEN=
`;
