import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the program keeps what is the user's own: copies of lessons, which folders are trusted, what was open, and files that were uploaded. */
export function userDataFolder(): string {
  const { env, platform } = process;
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Asof');
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Asof');
  return join(env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'asof');
}
