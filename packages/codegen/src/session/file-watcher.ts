import { basename, join, relative, resolve, sep } from 'node:path';
import { watch as chokidar } from 'chokidar';

/** What is told of the files of a package. */
export interface FileListener {
  /** A file was changed, added or removed. Its path is absolute. */
  changed(path: string): void;
  /** The system gives no more watches, or the like: nothing more will be told. */
  failed(error: Error): void;
}

/** Files that are being watched. */
export interface FileWatcher {
  /** Watches files outside of the package as well. Those that are watched already may be among them. */
  follow(paths: readonly string[]): void;
  close(): Promise<void>;
}

/** Watches the files below a folder that can be of a package. When it settles, no change from then on is missed. */
export type WatchFiles = (
  place: { readonly root: string; readonly outDir: string },
  listener: FileListener,
) => Promise<FileWatcher>;

/** Twice as long as chokidar is silent of a file that it has told of. */
const THROTTLE_MS = 100;

/** Watches with the notifications of the operating system. */
export const watchFiles: WatchFiles = async ({ root, outDir }, listener) => {
  const output = resolve(root, outDir);
  const watcher = chokidar(root, {
    ignoreInitial: true,
    ignored: (path) => path === output || path.startsWith(output + sep) || isHidden(root, path),
  });
  const told = new Map<string, number>();
  watcher.on('all', (event, path) => {
    if (event !== 'change' && event !== 'add' && event !== 'unlink') return;
    told.set(resolve(path), performance.now());
    listener.changed(resolve(path));
  });
  // Of a file that changes again within 50 ms chokidar says nothing more, not even later: then the system's word is taken.
  watcher.on('raw', (_, name: string | null, details) => {
    const { watchedPath } = details as { readonly watchedPath: string }; // So chokidar's handler gives it.
    const path = basename(watchedPath) === name ? watchedPath : join(watchedPath, name ?? '');
    const at = told.get(path);
    if (at !== undefined && performance.now() - at < THROTTLE_MS) listener.changed(path);
  });
  const ready = new Promise<void>((done) => void watcher.once('ready', done));
  const failed = new Promise<never>((_, fail) => {
    watcher.on('error', (error) => {
      fail(error);
      listener.failed(error as Error); // Of node:fs, which throws nothing else.
    });
  });
  await Promise.race([ready, failed]);
  failed.catch(() => undefined); // Later ones go to the listener.
  return {
    follow: (paths) => void watcher.add([...paths]),
    close: () => watcher.close(),
  };
};

/** Installed packages and what tools keep for themselves, such as `.git`. */
function isHidden(root: string, path: string): boolean {
  const parts = relative(root, join(path)).split(sep);
  return (
    parts[0] !== '..' &&
    parts.some((part) => part === 'node_modules' || (part !== '' && part.startsWith('.')))
  );
}
