// Accounts and sync, as the screen asks for them.
import { AppError } from '#shared/model/app-error';
import { knownProviders, presetFor } from '#main/core/account-presets';
import { boxFigures } from '#main/core/figures';
import type { Builder } from '#main/core/router';
import type { CoreServices } from '#main/core/services';

export function accountHandlers(builder: Builder, services: CoreServices) {
  const { accounts, sync, health } = services;
  return {
    accounts: {
      list: builder.accounts.list.handler(() => accounts.list()),
      add: builder.accounts.add.handler(async ({ input }) => {
        const preset = await presetFor(input.address);
        const imap = input.imap ?? preset?.imap ?? null;
        const smtp = input.smtp ?? preset?.smtp ?? null;
        if (imap === null) throw new AppError('input.invalid', { retry: 'afterUser', values: { field: 'imap' } });
        const credentials = { login: input.login ?? input.address, password: input.password };
        const id = await accounts.add({ address: input.address, label: input.label, imap, smtp, credentials }, { test: true });
        sync.start(id);
        return { id };
      }),
      health: builder.accounts.health.handler(() => health.all()),
      care: builder.accounts.care.handler(({ input: { account, ...change } }) => {
        health.change(account, change);
        return null;
      }),
      figures: builder.accounts.figures.handler(() => boxFigures(services)),
      changePassword: builder.accounts.changePassword.handler(async ({ input: { account, password } }) => {
        await accounts.changePassword(account, password);
        sync.wake(account);
        return null;
      }),
      dismissNotice: builder.accounts.dismissNotice.handler(({ input: { account, notice } }) => {
        health.dismiss(account, notice);
        return null;
      }),
      providers: builder.accounts.providers.handler(() => knownProviders()),
      preset: builder.accounts.preset.handler(async ({ input: { address } }) => {
        const preset = await presetFor(address);
        if (preset === null) return null;
        const place = (endpoint: { readonly host: string; readonly port: number } | null): string =>
          endpoint === null ? '' : `${endpoint.host}:${endpoint.port}`;
        return { provider: preset.provider, imap: place(preset.imap), smtp: place(preset.smtp), notes: preset.notes };
      }),
      remove: builder.accounts.remove.handler(async ({ input: { account } }) => {
        await sync.stop(account);
        await accounts.remove(account);
        return null;
      }),
    },
    sync: {
      now: builder.sync.now.handler(({ input: { account } }) => {
        sync.wake(account);
        return null;
      }),
    },
  };
}
