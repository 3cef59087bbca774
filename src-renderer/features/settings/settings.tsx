// Settings by task, each with its consequence in one line. Every change takes effect at once.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { Settings as SettingsValue, SettingsChange } from '#shared/contract/settings';
import type { AccountView } from '#shared/model/views';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { askPermission, notificationPermission } from '#ui/client/notify.ts';
import { useCore } from '#ui/client/queries.ts';
import { BoxDot } from '#ui/marks/box-dot.tsx';
import { Button } from '#ui/ui/button.tsx';
import { Choice } from '#ui/ui/choice.tsx';
import { DialogActions, DialogBody } from '#ui/ui/dialog-body.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { Page } from '#ui/ui/page.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './settings.module.css';
import { WritingSettings } from './writing-settings.tsx';

export type SettingsProps = {
  readonly settings: SettingsValue;
  readonly accounts: readonly AccountView[];
  readonly onChange: (change: SettingsChange) => void;
  readonly onAddBox: () => void;
  readonly onTrust: () => void;
  readonly onKeys: () => void;
  /** Opens and removes the demonstration boxes; drawn by whoever knows them. */
  readonly demo: ReactNode;
  readonly onClose: () => void;
};

export function Settings({ settings, accounts, onChange, onAddBox, onTrust, onKeys, demo, onClose }: SettingsProps): ReactNode {
  const { text } = useWords();
  const words = text.screen.settings;
  return (
    <Page title={words.title} close={{ name: words.close, onPress: onClose }}>
      <div>
        <Setting title={words.language} means={words.languageMeans}>
          <Choice
            label={words.language}
            value={settings.language}
            options={[
              { value: 'it', label: words.italian },
              { value: 'en', label: words.english },
            ]}
            onChange={(language) => onChange({ language })}
          />
        </Setting>
        <Setting title={words.theme} means={words.themeMeans}>
          <Choice
            label={words.theme}
            value={settings.theme}
            options={[
              { value: 'system', label: words.system },
              { value: 'light', label: words.light },
              { value: 'dark', label: words.dark },
            ]}
            onChange={(theme) => onChange({ theme })}
          />
        </Setting>
        <Setting title={words.density} means={words.densityMeans}>
          <Choice
            label={words.density}
            value={settings.density}
            options={[
              { value: 'normal', label: words.normal },
              { value: 'compact', label: words.compact },
            ]}
            onChange={(density) => onChange({ density })}
          />
        </Setting>
        <Notifications settings={settings} onChange={onChange} />
        <Setting title={words.keys} means={words.keysMeans}>
          <Button tone="outlined" onPress={onKeys}>
            {words.keysChange}
          </Button>
        </Setting>
        <TrustSetting onTrust={onTrust} />
        <WritingSettings accounts={accounts} />
        <BoxesSection accounts={accounts} onAddBox={onAddBox} />
        <DemoSetting>{demo}</DemoSetting>
      </div>
    </Page>
  );
}

function BoxesSection({ accounts, onAddBox }: Pick<SettingsProps, 'accounts' | 'onAddBox'>): ReactNode {
  const { text } = useWords();
  const words = text.screen.settings;
  return (
    <section className={styles['boxes']}>
      <h2 className={styles['name']}>{words.boxes}</h2>
      <Boxes accounts={accounts} />
      <div>
        <Button tone="outlined" onPress={onAddBox}>
          {text.screen.rail.addBox}
        </Button>
      </div>
    </section>
  );
}

function DemoSetting({ children }: { readonly children: ReactNode }): ReactNode {
  const { text } = useWords();
  if (children === null) return null;
  return (
    <Setting title={text.screen.demo.title} means={text.screen.demo.means}>
      {children}
    </Setting>
  );
}

function TrustSetting({ onTrust }: { readonly onTrust: () => void }): ReactNode {
  const { text } = useWords();
  return (
    <Setting title={text.trust.title} means={text.trust.settingMeans}>
      <Button tone="outlined" onPress={onTrust}>
        {text.trust.open}
      </Button>
    </Setting>
  );
}

function Setting({ title, means, children }: { readonly title: string; readonly means: string; readonly children: ReactNode }): ReactNode {
  return (
    <section className={styles['setting']}>
      <div>
        <h2 className={styles['name']}>{title}</h2>
        <p className={styles['means']}>{means}</p>
      </div>
      {children}
    </section>
  );
}

/** A browser asks the person once more; what it answered is told. */
function Notifications({ settings, onChange }: Pick<SettingsProps, 'settings' | 'onChange'>): ReactNode {
  const { core } = useCore();
  const { text } = useWords();
  const words = text.screen.settings;
  const [permission, setPermission] = useState(() => notificationPermission(core.shell));
  const means = permission === 'denied' ? words.notificationsDenied : words.notificationsMean;
  return (
    <Setting title={words.notifications} means={means}>
      <Choice
        label={words.notifications}
        value={settings.notifications}
        options={[
          { value: 'on', label: words.on },
          { value: 'off', label: words.off },
        ]}
        onChange={(notifications) => onChange({ notifications })}
      />
      {settings.notifications === 'on' && permission === 'ask' ? (
        <Button tone="outlined" onPress={() => void askPermission().then(() => setPermission(notificationPermission(core.shell)))}>
          {words.notificationsAllow}
        </Button>
      ) : null}
    </Setting>
  );
}

function Boxes({ accounts }: { readonly accounts: readonly AccountView[] }): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const words = text.screen.settings;
  const cache = useQueryClient();
  const [removing, setRemoving] = useState<AccountView | null>(null);
  const remove = useMutation(
    queries.accounts.remove.mutationOptions({
      onSuccess: () => {
        setRemoving(null);
        void cache.invalidateQueries({ queryKey: queries.accounts.key() });
      },
    }),
  );
  return (
    <>
      <ul className={styles['list']}>
        {accounts.map((account) => (
          <li key={account.id} className={styles['box']}>
            <BoxDot box={account} />
            <span className={styles['boxText']}>
              {account.label}
              <span className={styles['means']}>
                {' '}
                {account.address} · {account.provider}
              </span>
            </span>
            <Button label={words.removeNamed(account.label)} onPress={() => setRemoving(account)}>
              {words.remove}
            </Button>
          </li>
        ))}
      </ul>
      {removing === null ? null : (
        <Dialog title={words.removeTitle(removing.label)} open onClose={() => setRemoving(null)}>
          <DialogBody>
            <p>{words.removeText}</p>
            {remove.isError ? (
              <Notice kind="problem" live>
                {errorText(text, codedError(remove.error))}
              </Notice>
            ) : null}
            <DialogActions>
              <Button tone="danger" onPress={() => remove.mutate({ account: removing.id })}>
                {words.removeConfirm}
              </Button>
              <Button tone="main" onPress={() => setRemoving(null)}>
                {words.keep}
              </Button>
            </DialogActions>
          </DialogBody>
        </Dialog>
      )}
    </>
  );
}
