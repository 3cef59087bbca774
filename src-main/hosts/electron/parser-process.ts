// Entry of a parsing process of the Electron app: its port arrives with the first message.
import { serveParser } from '#main/ingest/parser-child';
import type { ToParser } from '#main/ingest/parser-protocol';

process.parentPort.once('message', (event) => {
  const [port] = event.ports;
  if (port === undefined) return;
  port.on('close', () => process.exit(0));
  serveParser({
    post: (message) => port.postMessage(message),
    onMessage(listener) {
      port.on('message', (received) => listener(received.data as ToParser));
      port.start();
    },
  });
});
