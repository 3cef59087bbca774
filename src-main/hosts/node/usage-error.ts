/** Wrong use of the command line: exit code 64 and the usage of the command. */
export class UsageError extends Error {}
