// The two kinds of finding of pre-flight.
import type { ComposeField, ComposeFix, Finding } from '#shared/model/compose';

/** The message cannot be sent so. */
export function blocking(code: string, field: ComposeField, values: Finding['values'] = {}, fix: ComposeFix | null = null): Finding {
  return { code, level: 'blocking', field, values, fix };
}

/** It can be sent; the user should know. */
export function warning(code: string, field: ComposeField, values: Finding['values'] = {}, fix: ComposeFix | null = null): Finding {
  return { code, level: 'warning', field, values, fix };
}
