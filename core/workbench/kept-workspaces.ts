import type { OpenedWorkspace, RecentWorkspace, WorkspaceRef } from '../rpc/host-api.ts';

/** A port: which workspaces were open before, and the copies of files that nobody has but this program. */
export interface KeptWorkspaces {
  /** The latest first. */
  list(): Promise<RecentWorkspace[]>;
  /** Puts one at the head of the list. Never fails: what cannot be kept is not in the list then. */
  remember(opened: OpenedWorkspace): Promise<void>;
  /** Takes one out of the list, and with it the copies that no other of the list needs. */
  forget(ref: WorkspaceRef): Promise<void>;
  /**
   * Copies such files into a workspace's folder, all or none, over nothing that is there. Gives where each is now, by
   * where it was; the user's own files stay and are not named. Throws `output_unwritable`, `disk_full`.
   */
  handOver(paths: readonly string[], folder: string): Promise<ReadonlyMap<string, string>>;
}

/** Where somebody else has the list, and no file is a copy: the desktop. */
export const keepsNothing: KeptWorkspaces = {
  list: () => Promise.resolve([]),
  remember: () => Promise.resolve(),
  forget: () => Promise.resolve(),
  handOver: () => Promise.resolve(new Map()),
};
