export const ROADS = ['sync', 'ingest', 'import', 'migration', 'backup'] as const;
export type Road = (typeof ROADS)[number];
