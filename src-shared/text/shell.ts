// Words of the Electron shell: native menu and dialogs.
const it = {
  menu: { file: 'File', edit: 'Modifica', view: 'Vista', window: 'Finestra', help: 'Aiuto', dataFolder: 'Apri la cartella dei dati' },
  openQuestion: 'Aprire questo indirizzo nel browser?',
  openDetail: (address: string, host: string) => `${address}\n\nPorta a: ${host}`,
  open: 'Apri',
  cancel: 'Annulla',
  coreGone: 'La parte di Plico che tiene la posta si è fermata. I messaggi archiviati non sono toccati.',
  restart: 'Riavvia',
  quit: 'Chiudi',
};

const en: typeof it = {
  menu: { file: 'File', edit: 'Edit', view: 'View', window: 'Window', help: 'Help', dataFolder: 'Open the data folder' },
  openQuestion: 'Open this address in the browser?',
  openDetail: (address, host) => `${address}\n\nIt leads to: ${host}`,
  open: 'Open',
  cancel: 'Cancel',
  coreGone: 'The part of Plico that keeps the mail has stopped. Archived messages are untouched.',
  restart: 'Restart',
  quit: 'Quit',
};

export type ShellText = typeof it;

export function shellText(language: 'it' | 'en'): ShellText {
  return language === 'it' ? it : en;
}
