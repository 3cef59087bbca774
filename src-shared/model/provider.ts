// A PEC provider and where its servers are, as a form offers them.
type Server = { readonly host: string; readonly port: number; readonly security: 'tls' | 'starttls' };

export type ProviderServers = { readonly name: string; readonly imap: Server; readonly smtp: Server };
