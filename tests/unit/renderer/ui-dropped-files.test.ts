// Files dropped from the desktop: folders are read to their end, in order, and a bad one is not silent. The road through
// a real file manager's drop is in tests/browser/demo.test.ts; here what a disk does only when it is broken.
import { expect, test } from 'vitest';
import { droppedFiles } from '#ui/ui/dropped-files.ts';

type Node = { readonly name: string; readonly children?: readonly Node[]; readonly broken?: boolean };

function entryOf(node: Node): FileSystemEntry {
  const { children } = node;
  if (children === undefined) {
    const entry = {
      name: node.name,
      isFile: true,
      isDirectory: false,
      file: (done: (file: File) => void, failed: (error: Error) => void) =>
        node.broken === true ? failed(new Error('gone')) : done(new File(['x'], node.name)),
    };
    return entry as unknown as FileSystemEntry;
  }
  const createReader = () => {
    // As Chromium does: some at a time, and an empty answer at the end.
    const left = [...children];
    return {
      readEntries: (done: (entries: FileSystemEntry[]) => void, failed: (error: Error) => void) =>
        node.broken === true ? failed(new Error('not readable')) : done(left.splice(0, 2).map(entryOf)),
    };
  };
  return { name: node.name, isFile: false, isDirectory: true, createReader } as unknown as FileSystemEntry;
}

const transferOf = (...nodes: readonly Node[]): DataTransfer =>
  ({
    items: nodes.map((node) => ({ webkitGetAsEntry: () => entryOf(node) })),
    files: nodes.map(({ name }) => new File(['x'], name)),
  }) as unknown as DataTransfer;
const names = async (transfer: DataTransfer, most = 10): Promise<unknown> => {
  const dropped = await droppedFiles(transfer, most);
  return dropped === null ? null : [dropped.name, dropped.files.map(({ name }) => name)];
};

const folder: Node = {
  name: 'Posta',
  children: [
    { name: 'a.eml' },
    { name: '.DS_Store' },
    { name: 'b.eml' },
    { name: 'dentro', children: [{ name: 'c.eml' }] },
    { name: 'd.eml' },
  ],
};

test('nothing, files, a folder with another in it, a folder beside a file', async () => {
  expect([
    await names(transferOf()),
    await names(transferOf({ name: 'a.eml' }, { name: 'b.eml' })),
    await names(transferOf(folder)),
    await names(transferOf({ name: 'z.eml' }, folder)),
  ]).toEqual([
    null,
    ['a.eml', ['a.eml', 'b.eml']],
    ['Posta', ['a.eml', 'b.eml', 'c.eml', 'd.eml']],
    ['Posta', ['z.eml', 'a.eml', 'b.eml', 'c.eml', 'd.eml']],
  ]);
});

test('one more than the most is enough to know', async () => {
  expect(await names(transferOf(folder), 2)).toEqual(['Posta', ['a.eml', 'b.eml', 'c.eml']]);
});

test.each<[string, Node]>([
  ['the folder', { ...folder, broken: true }],
  ['a file in it', { name: 'Posta', children: [{ name: 'a.eml', broken: true }] }],
])('%s that cannot be read is told', async (_what, node) => {
  await expect(droppedFiles(transferOf(node), 10)).rejects.toThrow();
});
