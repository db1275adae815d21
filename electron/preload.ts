import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { bridgeName } from '../core/rpc/desktop-bridge.ts';
import { createBridge } from './bridge.ts';

contextBridge.exposeInMainWorld(
  bridgeName,
  createBridge({ ipc: ipcRenderer, webUtils, window, platform: process.platform }),
);
