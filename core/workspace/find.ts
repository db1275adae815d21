/** A port: the little that has to be read of a disk to find a workspace. */
export interface WorkspaceFiles {
  /** A file's text; null where there is no such file. */
  readText(path: string): Promise<string | null>;
  /** A path inside a folder. */
  inside(folder: string, name: string): string;
  /** Null for a root. */
  parent(folder: string): string | null;
}

/** Where a workspace is, and its definitions' text; null where no folder up to the root has any. */
export interface FoundWorkspace {
  root: string;
  text: string | null;
}

/** The workspace of a folder (spec section 6): the folder itself, else its nearest parent with an `asof.yaml`, else the folder. */
export async function findWorkspace(files: WorkspaceFiles, folder: string): Promise<FoundWorkspace> {
  for (let root: string | null = folder; root !== null; root = files.parent(root)) {
    const text = await files.readText(files.inside(root, 'asof.yaml'));
    if (text !== null) return { root, text };
  }
  return { root: folder, text: null };
}
