/** How a server is started. */
export interface StartedBy {
  command: string;
  args: string[];
  env: Record<string, string>;
}

interface ClientFormat {
  /** Where the settings go. */
  file: string;
  /** @param servers by the name that the client shows */
  settings(servers: Record<string, StartedBy>): Record<string, unknown>;
}

const each = (servers: Record<string, StartedBy>, add: object) =>
  Object.fromEntries(Object.entries(servers).map(([name, server]) => [name, { ...server, ...add }]));

/** The clients that settings are written for, by the name that the command takes. */
export const CLIENTS: Readonly<Record<string, ClientFormat>> = {
  'claude-desktop': {
    file: 'claude_desktop_config.json (Settings, Developer, Edit Config)',
    settings: (servers) => ({ mcpServers: servers }),
  },
  kiro: {
    file: '.kiro/settings/mcp.json',
    settings: (servers) => ({ mcpServers: each(servers, { disabled: false, autoApprove: [] }) }),
  },
  cursor: {
    file: '.cursor/mcp.json',
    settings: (servers) => ({ mcpServers: servers }),
  },
  vscode: {
    file: '.vscode/mcp.json',
    settings: (servers) => ({ servers: each(servers, { type: 'stdio' }) }),
  },
};
