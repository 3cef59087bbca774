// How much of an answer is taken at most (THREATS §4).

export const LITERAL_BYTES = 200 * 1024 * 1024;
export const LINE_BYTES = 1024 * 1024;
